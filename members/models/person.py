"""One row for each human being, whoever they are: member, head of a household, spouse, child, payee."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet
from office import identity
from office.code_lists import EDUCATIONS, ETHNIC_GROUPS, HUKOU_TYPES, POLITICAL_STATUSES
from office.names import pinyin
from office.privacy.digest import LENGTH, digest
from office.privacy.fields import EncryptedTextField

ID_DIGEST = "person.id_no"
ID_TAIL = "person.id_tail"


def id_digest(number: str) -> str:
    """What `Person.id_digest` holds for a normalised 18-character number."""
    return digest(ID_DIGEST, number)


class PersonQuerySet(ScopedQuerySet):
    def with_id(self, number: str) -> "PersonQuerySet":
        return self.filter(id_digest=id_digest(number))

    def matching(self, words: str) -> "PersonQuerySet":
        """People found as a clerk looks for them: a name, the initials of its pinyin, its pinyin, or the last 4 or 6 characters
        of the ID number, or all 18 of it."""
        text = identity.normalise_id(words)
        found = models.Q(name__contains=words.strip())
        if text.isascii() and text.isalpha():
            found |= models.Q(initials__startswith=text) | models.Q(pinyin__startswith=text.lower())
        if len(text) in (4, 6) and text[:-1].isdigit():
            found |= models.Q(**{f"id_tail{len(text)}": digest(ID_TAIL, text)})
        if len(text) in (15, 18):
            found |= models.Q(id_digest=id_digest(text))
        return self.filter(found)


class Person(models.Model):
    class Sex(models.TextChoices):
        MALE = "M", _("male")
        FEMALE = "F", _("female")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="people", verbose_name=_("union"))
    name = models.CharField(_("name"), max_length=50)
    initials = models.CharField(_("initials"), max_length=50, editable=False, db_index=True)  # search while typing
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False, db_index=True)  # search while typing
    id_no = EncryptedTextField(_("ID number"), purpose=ID_DIGEST, blank=True)
    id_digest = models.CharField(max_length=LENGTH, unique=True, null=True, editable=False)
    id_tail4 = models.CharField(max_length=LENGTH, blank=True, editable=False, db_index=True)  # search by the last four
    id_tail6 = models.CharField(max_length=LENGTH, blank=True, editable=False, db_index=True)  # search by the last six
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birthday = models.DateField(_("date of birth"), null=True, blank=True)
    ethnic = models.CharField(_("ethnic group"), max_length=10, choices=ETHNIC_GROUPS.choices, blank=True)
    political = models.CharField(_("political status"), max_length=20, choices=POLITICAL_STATUSES.choices, blank=True)
    education = models.CharField(_("education"), max_length=20, choices=EDUCATIONS.choices, blank=True)
    hukou = models.CharField(_("household registration"), max_length=20, choices=HUKOU_TYPES.choices, blank=True)
    mobile = models.CharField(_("telephone"), max_length=50, blank=True)

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("reveal_person", "Can see the whole ID number or account number")]
        ordering = ["pinyin", "pk"]
        # "Is somebody of this name and birthday known already?", asked for everybody new.
        indexes = [models.Index(fields=["name", "birthday"], name="members_person_namesakes")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill in what follows from name and ID number: pinyin, digests, sex and birthday. Called before every write."""
        reading = pinyin(self.name)
        self.pinyin, self.initials = reading.full, reading.initials
        if not self.id_no:
            self.id_digest, self.id_tail4, self.id_tail6 = None, "", ""
            return
        number = self.id_no
        self.id_digest = id_digest(number)
        self.id_tail4, self.id_tail6 = digest(ID_TAIL, number[-4:]), digest(ID_TAIL, number[-6:])
        self.birthday, self.sex = identity.birthday_of(number), identity.sex_of(number)

    @property
    def masked_id(self) -> str:
        return identity.mask_id(self.id_no) if self.id_no else ""

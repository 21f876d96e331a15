"""The roles (design.md 7): the only file that names them. Each is a Django group; what no role grants, nobody may."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps as installed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """`code` is the group's name, `permissions` are of the form "app.codename"."""

    code: str
    label: Promise
    description: Promise
    permissions: frozenset[str]


def _each(verbs: str, *models: str) -> frozenset[str]:
    """_each("add change", "members.person") is members.add_person and members.change_person."""
    split = [model.split(".") for model in models]
    return frozenset(f"{app}.{verb}_{name}" for verb in verbs.split() for app, name in split)


_FACTS = [
    "members.union", "members.employer", "members.person", "members.membership", "members.membershipevent",
    "members.committee", "hardship.household", "hardship.householdmember", "hardship.assessment",
    "hardship.completion", "hardship.relieflist", "hardship.reliefline", "hardship.regularaid", "hardship.regularmonth",
    "hardship.referral", "hardship.fileform", "hardship.incomeline", "hardship.expenseline", "hardship.assets",
    "hardship.visit", "hardship.notice", "hardship.noticeline", "hardship.objection", "hardship.attachment",
    "hardship.consent", "hardship.likeness", "hardship.recusal", "hardship.memberform", "hardship.schooling",
    "hardship.treatment", "hardship.goodsreceipt", "hardship.stockcount", "hardship.stockcountline",
    "hardship.regularround", "hardship.regularlist",
]  # fmt: skip
_SETTINGS = [
    "members.target", "hardship.fund", "hardship.budgetline", "hardship.budgetentry", "hardship.standard",
    "hardship.cap", "hardship.kit", "hardship.bankprofile", "office.specialday",
]  # fmt: skip

_SEE = _each(
    "view", *_FACTS, *_SETTINGS, "hardship.step", "hardship.disposal", "hardship.liststep", "hardship.referralstep",
    "hardship.regularfailure", "hardship.bankfile", "hardship.bankline", "hardship.bankanswer", "office.run",
)  # fmt: skip
_ENTER = _each("add change", *_FACTS) | {"office.add_run"}
_REVEAL = frozenset({"members.reveal_person"})
# Files, people and payments are never deleted: a file is closed, a payment reversed. What goes is what was noted by mistake.
_TAKE_BACK = _each(
    "delete", "members.committee", "members.target", "hardship.householdmember", "hardship.completion",
    "office.specialday",
)  # fmt: skip

ROLES = {
    role.code: role
    for role in [
        Role(
            "clerk",
            _("Clerk"),
            _("Enters and corrects files, relief and members of their own unions, and brings in workbooks."),
            _SEE | _ENTER | _REVEAL | {"hardship.take_step"},
        ),
        Role(
            "officer",
            _("Officer"),
            _("Checks what clerks entered, confirms assessments and answers for the reports."),
            _SEE | _ENTER | _REVEAL | {"hardship.take_step", "hardship.approve_step"} | {"hardship.approve_relief"},
        ),
        Role(
            "cashier",
            _("Cashier"),
            _("Pays approved lists, brings back what failed and reverses; sees everything that belongs to them."),
            _SEE | _REVEAL | {"hardship.pay_relief"},
        ),
        Role(
            "administrator",
            _("Administrator"),
            _("Gives staff their roles, keeps funds and targets, takes back what was noted by mistake."),
            _SEE
            | _ENTER
            | _TAKE_BACK
            | {"office.undo_run"}
            | _each("add change", *_SETTINGS)
            | _each("view add change", "members.staff"),
        ),
        Role(
            "auditor",
            _("Auditor"),
            _("Reads everything, the trail included, and changes nothing."),
            _SEE | _REVEAL | _each("view", "office.entry"),
        ),
    ]
}
GRANTED = frozenset().union(*(role.permissions for role in ROLES.values()))


def sync_roles(*, apps: Any = installed, **kwargs: Any) -> None:
    """Make the groups those of ROLES, with exactly their permissions. A group of another name is nobody's role and goes.

    `apps` is the registry of models as far as they are migrated; a permission that is not there yet is not granted.
    """
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # migrating the first app of an empty database
        return
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.select_related("content_type")
    }
    group_model.objects.exclude(name__in=ROLES).delete()
    for role in ROLES.values():
        group, _created = group_model.objects.get_or_create(name=role.code)
        group.permissions.set(known[name] for name in role.permissions & known.keys())


def roles_of(staff: Any) -> list[Role]:
    """The roles that `staff` holds, in the order of ROLES. One query."""
    held = set(staff.groups.values_list("name", flat=True))
    return [role for role in ROLES.values() if role.code in held]


def may(staff: Any, permission: str) -> bool:
    """Whether `staff` holds `permission` ("office.add_run"). Raises ValueError for one that no role grants: a slip of the pen."""
    if permission not in GRANTED:
        raise ValueError(f"No role grants {permission}.")
    return bool(staff.is_active and staff.has_perm(permission))


def role_choices() -> list[tuple[str, Promise]]:
    return [(role.code, role.label) for role in ROLES.values()]

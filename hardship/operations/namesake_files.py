"""Two files with somebody of one name and birthday: whether an import asked already if those are one person."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from hardship.models import Household, HouseholdMember
from hardship.rules.likeness import NAME_BIRTHDAY, Pair, Traits
from members.operations.namesakes import Namesakes, said_to_be_others
from office.lookups import in_chunks
from office.workbooks.models import answers


def without_answered(pairs: Mapping[Pair, list[str]], traits: Mapping[int, Traits]) -> dict[Pair, list[str]]:
    """The pairs and their grounds, without name and birthday where somebody has said that those are two people."""
    said = {key: record for key, record in answers().items() if record is None}
    shared = {
        pair: traits[pair[0]].people & traits[pair[1]].people
        for pair, grounds in pairs.items()
        if NAME_BIRTHDAY in grounds
    }
    if not said or not shared:
        return dict(pairs)
    namesakes = Namesakes(None, {})
    namesakes.look_up(mark for marks in shared.values() for mark in marks)
    others: set[Pair] = set()
    for people in namesakes.known.values():
        others |= said_to_be_others(people, said)
    at_home = _people_of({file for pair in shared for file in pair})
    found = {}
    for pair, grounds in pairs.items():
        first, second = (
            [{one.pk for one in namesakes.known.get(mark, ())} & at_home[file] for mark in shared.get(pair, ())]
            for file in pair
        )
        met = [(a, b) for ones, others_ in zip(first, second, strict=True) for a in ones for b in others_]
        answered = bool(met) and all((min(two), max(two)) in others for two in met)
        left = [ground for ground in grounds if not (answered and ground == NAME_BIRTHDAY)]
        if left:
            found[pair] = left
    return found


def _people_of(files: Collection[int]) -> dict[int, set[int]]:
    """The keys of heads and families."""
    found: dict[int, set[int]] = defaultdict(set)
    for file, head in in_chunks(Household.objects.values_list("pk", "head_id"), "pk", files):
        found[file].add(head)
    for file, person in in_chunks(HouseholdMember.objects.values_list("household_id", "person_id"), "household", files):
        found[file].add(person)
    return found

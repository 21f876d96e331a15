from .committee import Committee
from .membership import Membership, MembershipEvent
from .person import Person
from .staff import Staff
from .target import Target
from .union import Employer, Union

__all__ = ["Committee", "Employer", "Membership", "MembershipEvent", "Person", "Staff", "Target", "Union"]

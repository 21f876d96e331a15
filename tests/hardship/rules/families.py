"""Invented families and cities for the tests of eligibility; the first family is example 1 of domain.md 9.1."""

from dataclasses import replace
from decimal import Decimal

from hardship.rules.eligibility import Expense, FamilyPerson, Income, Situation, Standard

RUSHAN = Standard(line=Decimal(1062), minimum_wage=Decimal(2010))
TO_THE_LINE = replace(RUSHAN, inclusive=True)
QINGDAO = Standard(line=Decimal(500))
OF_2016 = replace(RUSHAN, rule_set="B")
OF_2006 = replace(RUSHAN, rule_set="A")

WORKER, WIFE, DAUGHTER = FamilyPerson("林建国"), FamilyPerson("陈秀兰"), FamilyPerson("林雨桐")
WAGES = Income("林建国", "wages", monthly=Decimal(2800))
ILLNESS = Expense("陈秀兰", "medical", Decimal(86420), Decimal(76820))
FEES = Expense("林雨桐", "education", Decimal(7000))
FAMILY = Situation((WORKER, WIFE, DAUGHTER), (WAGES,), (ILLNESS, FEES))
IDLE_WIFE = replace(WIFE, able_bodied_idle=True)


def living_on(income, rigid=0, *, size=3, **facts):
    """A family of `size` with one income and one rigid expense of the year, in 元."""
    expenses = (Expense("", "medical", Decimal(rigid)),) if rigid else ()
    return Situation((), (Income("", "other", Decimal(income)),), expenses, stated_size=size, **facts)


def codes(verdict):
    return [code for code, sentence in verdict.reasons]

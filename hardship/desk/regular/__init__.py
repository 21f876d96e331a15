"""The pages about regular aid: rosters of half-years, their people month by month, and the lists of the months."""

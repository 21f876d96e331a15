"""2025-01-20 in tables and forms alike, so that days stand under one another and can be typed back as they are read."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
FIRST_DAY_OF_WEEK = 1
NUMBER_GROUPING = 3

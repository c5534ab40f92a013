"""Pure models behind the widgets: functions of values, seeded, no clock, no files."""

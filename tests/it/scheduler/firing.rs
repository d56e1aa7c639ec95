//! When schedules fire: expressions, zones, dates, windows, and what follows the last firing.

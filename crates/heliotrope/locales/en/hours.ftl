hours-title = Opening hours
hours-if-any = (if any)
hours-help = When somebody is here, for example 9:00–12:30, 13:30–17:00. An empty day is a day off; if all are empty, time is counted around the clock.
hours-wrong = Write from when to when, earliest first, for example 9:00–17:00.

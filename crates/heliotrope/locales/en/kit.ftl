# Moments and spans of time.

kit-just-now = just now
kit-in-a-minute = in a minute
kit-ago = { $span } ago
kit-in = in { $span }
kit-minutes = { $n } min
kit-hours = { $n } h
kit-hours-minutes = { $hours } h { $minutes } min
kit-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
kit-days-away = { $n ->
    [one] 1 day
   *[other] { $n } days
}

kit-today = today
kit-tomorrow = tomorrow
kit-tomorrow-at = tomorrow { $time }
kit-yesterday-at = yesterday { $time }
kit-weekday-at = { $day } { $time }
kit-date = { $day } { $month }
kit-date-at = { $day } { $month } { $time }
kit-date-year-at = { $day } { $month } { $year } { $time }
kit-long-day = { $weekday }, { $day } { $month }
kit-in-full = { $weekday }, { $day } { $month } { $year }, { $time } { $zone }
kit-in-full-at-home = { $weekday }, { $day } { $month } { $year }, { $time }

kit-monday = Monday
kit-tuesday = Tuesday
kit-wednesday = Wednesday
kit-thursday = Thursday
kit-friday = Friday
kit-saturday = Saturday
kit-sunday = Sunday
kit-mon = Mon
kit-tue = Tue
kit-wed = Wed
kit-thu = Thu
kit-fri = Fri
kit-sat = Sat
kit-sun = Sun

kit-month-1 = January
kit-month-2 = February
kit-month-3 = March
kit-month-4 = April
kit-month-5 = May
kit-month-6 = June
kit-month-7 = July
kit-month-8 = August
kit-month-9 = September
kit-month-10 = October
kit-month-11 = November
kit-month-12 = December
kit-mon-1 = Jan
kit-mon-2 = Feb
kit-mon-3 = Mar
kit-mon-4 = Apr
kit-mon-5 = May
kit-mon-6 = Jun
kit-mon-7 = Jul
kit-mon-8 = Aug
kit-mon-9 = Sep
kit-mon-10 = Oct
kit-mon-11 = Nov
kit-mon-12 = Dec

# Amounts
kit-money-empty = There is no amount yet. Say how much.
kit-money-no-amount = This is no amount. Write it like 15 or 15.50.
kit-money-negative = The amount is below 0. Say it without a minus.
kit-money-nothing = That is nothing. Say an amount above 0.
kit-money-too-large = That is more than can be counted here. Say a smaller amount.
kit-money-other = Amounts here are in { $wanted }, not in { $found }. Say it in { $wanted }.
kit-money-too-fine = { $n ->
    [0] { $currency } has no digits after the point. Leave them out.
   *[other] { $currency } has { $n } digits after the point. Leave the others out.
}

# Zeitpunkte und Zeitspannen.

kit-just-now = gerade eben
kit-in-a-minute = gleich
kit-ago = vor { $span }
kit-in = in { $span }
kit-minutes = { $n } Min.
kit-hours = { $n } Std.
kit-hours-minutes = { $hours } Std. { $minutes } Min.
kit-days = { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
}
# Nach „vor“ und „in“ steht der Dativ.
kit-days-away = { $n ->
    [one] 1 Tag
   *[other] { $n } Tagen
}

kit-today = heute
kit-tomorrow = morgen
kit-tomorrow-at = morgen { $time }
kit-yesterday-at = gestern { $time }
kit-weekday-at = { $day } { $time }
kit-date = { $day }. { $month }
kit-date-at = { $day }. { $month } { $time }
kit-date-year-at = { $day }. { $month } { $year } { $time }
kit-long-day = { $weekday }, { $day }. { $month }
kit-in-full = { $weekday }, { $day }. { $month } { $year }, { $time } Uhr { $zone }
kit-in-full-at-home = { $weekday }, { $day }. { $month } { $year }, { $time } Uhr

kit-monday = Montag
kit-tuesday = Dienstag
kit-wednesday = Mittwoch
kit-thursday = Donnerstag
kit-friday = Freitag
kit-saturday = Samstag
kit-sunday = Sonntag
kit-mon = Mo.
kit-tue = Di.
kit-wed = Mi.
kit-thu = Do.
kit-fri = Fr.
kit-sat = Sa.
kit-sun = So.

kit-month-1 = Januar
kit-month-2 = Februar
kit-month-3 = März
kit-month-4 = April
kit-month-5 = Mai
kit-month-6 = Juni
kit-month-7 = Juli
kit-month-8 = August
kit-month-9 = September
kit-month-10 = Oktober
kit-month-11 = November
kit-month-12 = Dezember
kit-mon-1 = Jan.
kit-mon-2 = Feb.
kit-mon-3 = März
kit-mon-4 = Apr.
kit-mon-5 = Mai
kit-mon-6 = Juni
kit-mon-7 = Juli
kit-mon-8 = Aug.
kit-mon-9 = Sept.
kit-mon-10 = Okt.
kit-mon-11 = Nov.
kit-mon-12 = Dez.

# Beträge
kit-money-empty = Es steht noch kein Betrag da. Nennen Sie einen.
kit-money-no-amount = Das ist kein Betrag. Schreiben Sie ihn wie 15 oder 15,50.
kit-money-negative = Der Betrag liegt unter 0. Nennen Sie einen Betrag ohne Minus.
kit-money-nothing = Das ist nichts. Nennen Sie einen Betrag über 0.
kit-money-too-large = Das ist mehr, als hier gezählt werden kann. Nennen Sie einen kleineren Betrag.
kit-money-other = Beträge stehen hier in { $wanted }, nicht in { $found }. Nennen Sie ihn in { $wanted }.
kit-money-too-fine = { $n ->
    [0] { $currency } hat keine Nachkommastellen. Lassen Sie sie weg.
   *[other] { $currency } hat { $n } Nachkommastellen. Lassen Sie die übrigen weg.
}

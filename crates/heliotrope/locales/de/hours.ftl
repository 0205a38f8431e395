hours-title = Öffnungszeiten
hours-if-any = (falls es sie gibt)
hours-help = Wann jemand da ist, zum Beispiel 9:00–12:30, 13:30–17:00. Ein leerer Tag ist frei; sind alle leer, zählt die Zeit rund um die Uhr.
hours-wrong = Schreiben Sie von wann bis wann, das Früheste zuerst, zum Beispiel 9:00–17:00.

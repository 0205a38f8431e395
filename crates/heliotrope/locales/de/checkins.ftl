# Der Blick zurück nach einem schweren Nein.

checkins-looks-again = Sieht noch einmal nach
checkins-drop = Nicht mehr
checkins-draft = Vor einiger Zeit mussten wir zu „{ $need }“ Nein sagen. Ich wollte fragen: [haben Sie einen anderen Weg gefunden?]
not-found-check-in = Einen Blick zurück { $which } gibt es in diesem Fall nicht.

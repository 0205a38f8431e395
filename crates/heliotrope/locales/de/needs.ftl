needs-no-reason = Ein Nein braucht seinen Grund. Sagen Sie, warum es nicht geht.
needs-no-way-on = Sagen Sie, was möglich ist oder wer helfen kann.
needs-empty = Sagen Sie in den Worten der Person, was sie braucht.
needs-tell-open = „{ $need }“ ist noch offen. Sagen Sie zuerst, ob es erfüllt, abgelehnt oder zurückgezogen ist.
not-found-need = In diesem Fall gibt es kein Anliegen { $which }.
needs-replaces-itself = Ein Anliegen kann nicht an seine eigene Stelle treten. Wählen Sie ein anderes.
needs-look-again = Sehen Sie nach 1 bis 365 Tagen noch einmal nach.

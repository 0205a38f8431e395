not-found-person = Eine Person { $which } gibt es nicht.

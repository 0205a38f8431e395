# Der Fänger der Demo für ausgehende Post
demo-caught = Abgefangene Post
demo-caught-none = Noch ist nichts hinausgegangen. Beantworten Sie einen Brief, dann kommt er hier an.
demo-caught-choose = Wählen Sie einen Brief, um ihn so zu sehen wie die Person, die ihn bekommt.
demo-caught-all = Alle Briefe
demo-caught-more = Ältere Briefe zeigen
demo-caught-from = Von
demo-caught-to = An
demo-caught-copy = Kopie
not-found-caught = Einen abgefangenen Brief { $which } gibt es nicht.

//! Where a folder begins for us: which of the letters that lie there already
//! are brought.

use super::{Fetcher, not_kept};
use crate::fetch::rules;
use crate::fetch::server::{Folder, Line, Trouble};
use crate::fetch::store::{self, Cursor};

impl Fetcher {
    /// Where a folder begins for us, which we see for the first time or whose
    /// letters have other numbers now.
    pub(super) async fn begin(
        &self,
        line: &mut Line,
        folder: &str,
        opened: &Folder,
        known: Option<Cursor>,
    ) -> Result<Cursor, Trouble> {
        let told = self.told();
        let bring = usize::try_from(self.fetching.bring.unwrap_or(0)).unwrap_or(0);
        let (ages, since) = match known {
            Some(known) => (self.ages_since(line, known.since).await?, known.since),
            None if bring > 0 && opened.letters > 0 => {
                let first = opened.letters.saturating_sub(bring as u32 - 1).max(1);
                let ages = line.ages(&format!("{first}:*"), false).await?;
                let since = rules::since(&ages, bring, told);
                (ages, since)
            }
            None => (self.ages_since(line, told).await?, told),
        };
        let next = match (opened.next, opened.letters) {
            (Some(next), _) => next,
            (None, 0) => 1,
            (None, _) => {
                let last = line.ages("*", true).await?;
                last.iter()
                    .map(|(uid, _)| uid.saturating_add(1))
                    .max()
                    .unwrap_or(1)
            }
        };
        let cursor = Cursor {
            validity: opened.validity,
            uid: rules::beginning(next, &ages, since),
            since,
        };
        let (id, name, now) = (self.mailbox.id, folder.to_owned(), self.desk.now());
        let renumbered = known.is_some();
        let place = self.fetching.place();
        let beginning = self.desk.db.write(move |tx| {
            store::begin(tx, id, &name, &place, cursor)?;
            if renumbered {
                store::note_renumbered(tx, id, now)?;
            }
            Ok::<_, ::store::Error>(())
        });
        beginning.await.map_err(not_kept)?;
        if renumbered {
            tracing::warn!(
                mailbox = id,
                "A folder counts its letters anew (UIDVALIDITY); looking at all of them again"
            );
        }
        Ok(cursor)
    }

    /// The letters that the server took in since about then, with their ages.
    async fn ages_since(&self, line: &mut Line, since: i64) -> Result<Vec<(u32, i64)>, Trouble> {
        let what = match rules::day_before(since) {
            Some(day) => format!("SINCE {day}"),
            None => "ALL".to_owned(),
        };
        let found = line.search(&what).await?;
        let mut ages = Vec::with_capacity(found.len());
        for some in found.chunks(500) {
            let set: Vec<String> = some.iter().map(u32::to_string).collect();
            ages.extend(line.ages(&set.join(","), true).await?);
        }
        Ok(ages)
    }
}

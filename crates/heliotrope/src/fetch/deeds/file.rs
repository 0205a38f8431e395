//! Putting copies of what left into the folder of sent letters, on the line that
//! fetches there.
//!
//! Each is looked for before it is put there: another program, the provider or
//! a line that died before the server's OK may have done it already. Whoever
//! begins one keeps it for a while, so that a server still at work with the last
//! try is not overtaken by the next one.

use super::{Fetcher, not_kept};
use crate::fetch::rules;
use crate::fetch::server::{Line, Trouble};
use crate::mailboxes::{self, SentFolder};
use crate::outbox::store::copies::{self, Standing, Waiting};

/// Copies between two looks for new letters.
const AT_ONCE: usize = 20;

impl Fetcher {
    /// Files some of what is due. True: there may be more, after a look for new
    /// letters.
    pub async fn file_some(&mut self, line: &mut Line) -> Result<bool, Trouble> {
        let (id, now) = (self.mailbox.id, self.desk.now());
        let reading = self.desk.db.read(move |tx| {
            let standing = copies::standing(tx, id, now, AT_ONCE)?;
            let nothing = standing == Standing::default();
            let mailbox = match nothing {
                true => None,
                false => mailboxes::store::find(tx, id)?,
            };
            Ok::<_, ::store::Error>((standing, mailbox.and_then(|mailbox| mailbox.sent)))
        });
        let (standing, wanted) = reading.await.map_err(not_kept)?;
        for envelope in standing.idle {
            self.forget(envelope).await?;
        }
        if standing.due.is_empty() {
            return Ok(false);
        }
        let Some(wanted) = wanted else {
            for copy in standing.due {
                self.forget(copy.envelope).await?;
            }
            return Ok(false);
        };
        let folder = sent_folder(line, wanted).await;
        for copy in standing.due {
            if self.is_stopped() {
                break;
            }
            self.file(line, &folder, &copy).await?;
        }
        Ok(true)
    }

    /// How long until the next copy may be begun, as far as is known now.
    pub async fn next_copy(&self) -> Result<Option<std::time::Duration>, Trouble> {
        let (id, now) = (self.mailbox.id, self.desk.now());
        let next = self.desk.db.read(move |tx| copies::next(tx, id)).await;
        Ok(next.map_err(not_kept)?.map(|at| at.since(now)))
    }

    async fn forget(&self, envelope: i64) -> Result<(), Trouble> {
        let forgetting = self.desk.db.write(move |tx| copies::forget(tx, envelope));
        forgetting.await.map_err(not_kept)
    }

    async fn file(
        &self,
        line: &mut Line,
        folder: &Result<String, Trouble>,
        copy: &Waiting,
    ) -> Result<(), Trouble> {
        let (envelope, now) = (copy.envelope, self.desk.now());
        let again = now.plus(rules::copy_pause(copy.tries));
        let beginning = move |tx: &mut ::store::Tx<'_>| copies::begin(tx, envelope, now, again);
        if !self.desk.db.write(beginning).await.map_err(not_kept)? {
            return Ok(());
        }
        let filed = match folder {
            Ok(folder) => self.put(line, folder, copy).await,
            Err(trouble) => Err(trouble.clone()),
        };
        let Err(trouble) = filed else {
            let letter_id = copy.letter_id.clone();
            let marking = self.desk.db.write(move |tx| copies::filed(tx, &letter_id));
            return marking.await.map_err(not_kept);
        };
        tracing::info!(
            mailbox = self.mailbox.id,
            envelope,
            code = trouble.code,
            "A copy is not filed yet"
        );
        let (code, said) = (trouble.code, trouble.said.clone());
        let noting = self
            .desk
            .db
            .write(move |tx| copies::not_filed(tx, envelope, code, &said));
        noting.await.map_err(not_kept)?;
        // A folder that is not there is no trouble of the line.
        match trouble.is_of_the_line() && !matches!(code, "folder" | "no-sent") {
            true => Err(trouble),
            false => Ok(()),
        }
    }

    /// Looks whether it lies there, and puts it there when it does not.
    async fn put(&self, line: &mut Line, folder: &str, copy: &Waiting) -> Result<(), Trouble> {
        // Opened anew each time: what came meanwhile must be seen.
        line.examine(folder).await?;
        let at = copy.at.timestamp().as_second();
        // We made the id: no other letter has it, nor one that holds it.
        let id = rules::searchable(&copy.letter_id);
        let since = rules::day_before(at).map(|day| format!("SINCE {day} "));
        let since = since.unwrap_or_default();
        let there = line
            .search(&format!("{since}HEADER Message-ID \"{id}\""))
            .await?;
        if !there.is_empty() {
            return Ok(());
        }
        let digest = copy.digest.clone();
        let reading = self.desk.db.read(move |tx| tx.blob(&digest)).await;
        // Gone: erased a moment ago, and then nothing is to be filed.
        match reading.map_err(not_kept)? {
            Some(bytes) => line.append(folder, at, &bytes).await,
            None => Ok(()),
        }
    }
}

/// The folder by its name, or the one that is found; of several that are called
/// so, the one that lies nearest to the top.
async fn sent_folder(line: &mut Line, wanted: SentFolder) -> Result<String, Trouble> {
    if let SentFolder::Named(folder) = wanted {
        return Ok(folder);
    }
    let found = line.sent_folders().await?.into_iter();
    let nearest = found.min_by_key(String::len);
    nearest.ok_or_else(|| Trouble::new("no-sent", ""))
}

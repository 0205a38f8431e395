//! Asking about letters: which there are, how large and how old they are,
//! what stands in them, and what is to become of them.

use std::collections::BTreeMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};

use super::super::rules;
use super::talk::{LIST, Step, TALK, quoted, step};
use super::{Brought, Line, Trouble, Waiting};

/// What a page of Message-IDs may hold.
const NAMES: u64 = 8 << 20;

impl Line {
    /// The first `most` letters of the open folder behind `after`, in order,
    /// and how many there are in all.
    pub async fn waiting(
        &mut self,
        after: u32,
        most: usize,
    ) -> Result<(Vec<Waiting>, usize), Trouble> {
        let Some(first) = after.checked_add(1) else {
            return Ok((Vec::new(), 0));
        };
        let mut found = BTreeMap::new();
        let mut all = 0;
        let command = format!("UID FETCH {first}:* (UID RFC822.SIZE)");
        self.ask(&command, LIST, |heard| {
            // "n:*" always names the last letter, even one before n.
            let Some((uid, size)) = uid_and_size(heard).filter(|(uid, _)| *uid > after) else {
                return;
            };
            if found.insert(uid, size).is_none() {
                all += 1;
            }
            if found.len() > most {
                found.pop_last();
            }
        })
        .await?;
        let found = found.into_iter();
        Ok((
            found.map(|(uid, size)| Waiting { uid, size }).collect(),
            all,
        ))
    }

    /// The same without their sizes, for a server that fails to tell one.
    pub async fn unmeasured(
        &mut self,
        after: u32,
        most: usize,
    ) -> Result<(Vec<Waiting>, usize), Trouble> {
        let Some(first) = after.checked_add(1) else {
            return Ok((Vec::new(), 0));
        };
        let mut found = self.search(&format!("UID {first}:*")).await?;
        found.retain(|uid| *uid > after);
        found.sort_unstable();
        found.dedup();
        let all = found.len();
        let waiting = |uid| Waiting { uid, size: 0 };
        Ok((found.into_iter().take(most).map(waiting).collect(), all))
    }

    /// How large one letter says it is. None: it is gone.
    pub async fn size_of(&mut self, uid: u32) -> Result<Option<u32>, Trouble> {
        let mut found = None;
        let command = format!("UID FETCH {uid} (UID RFC822.SIZE)");
        self.ask(&command, TALK, |heard| {
            if let Some((_, size)) = uid_and_size(heard).filter(|(of, _)| *of == uid) {
                found = Some(size);
            }
        })
        .await?;
        Ok(found)
    }

    /// The letters with these UIDs, `section` of each: "" is the whole one.
    /// What came before a refusal is given beside it.
    pub async fn letters(
        &mut self,
        uids: &[u32],
        section: &str,
        most: u64,
    ) -> (BTreeMap<u32, Brought>, Result<(), Trouble>) {
        let mut brought = BTreeMap::new();
        let list: Vec<String> = uids.iter().map(u32::to_string).collect();
        let command = format!(
            "UID FETCH {} (UID INTERNALDATE BODY.PEEK[{section}])",
            list.join(",")
        );
        let asked = self.ask(&command, most, |heard| {
            if let Some((uid, letter)) = letter(heard)
                && uids.contains(&uid)
            {
                brought.insert(uid, letter);
            }
        });
        let end = asked.await;
        (brought, end)
    }

    /// When the server took in each letter of a set ("12:*", or sequence
    /// numbers without `by_uid`): UID and seconds since 1970.
    pub async fn ages(&mut self, set: &str, by_uid: bool) -> Result<Vec<(u32, i64)>, Trouble> {
        let mut found = Vec::new();
        let by = if by_uid { "UID " } else { "" };
        self.ask(
            &format!("{by}FETCH {set} (UID INTERNALDATE)"),
            LIST,
            |heard| {
                if let Response::Fetch(_, values) = heard
                    && let (Some(uid), Some(at)) = (uid_of(values), age_of(values))
                {
                    found.push((uid, at));
                }
            },
        )
        .await?;
        Ok(found)
    }

    /// What names the letters from one place in the open folder to another:
    /// UID, when the server took it in, and the line with its Message-ID. One
    /// that the server cannot read is left out.
    pub async fn names(
        &mut self,
        first: u32,
        last: u32,
    ) -> Result<Vec<(u32, Option<i64>, Vec<u8>)>, Trouble> {
        let mut found = BTreeMap::new();
        let command = format!(
            "FETCH {first}:{last} (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        );
        let end = self.ask(&command, NAMES, |heard| {
            if let Some((uid, named)) = letter(heard) {
                found.insert(uid, named);
            }
        });
        match end.await {
            Err(trouble) if trouble.is_of_the_line() => return Err(trouble),
            _ => {}
        }
        let found = found.into_iter();
        Ok(found.map(|(uid, n)| (uid, n.since, n.bytes)).collect())
    }

    /// UIDs in the open folder that match.
    pub async fn search(&mut self, what: &str) -> Result<Vec<u32>, Trouble> {
        let mut found = Vec::new();
        self.ask(&format!("UID SEARCH {what}"), LIST, |heard| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = heard {
                found.extend(uids);
            }
        })
        .await?;
        Ok(found)
    }

    /// Is this letter still in the open folder?
    pub async fn is_there(&mut self, uid: u32) -> Result<bool, Trouble> {
        Ok(self.search(&format!("UID {uid}")).await?.contains(&uid))
    }

    /// Puts a letter into a folder, as one that is read and came at `at`
    /// (seconds). Only the server's own OK says that it lies there.
    pub async fn append(&mut self, folder: &str, at: i64, bytes: &[u8]) -> Result<(), Trouble> {
        let date = rules::date_of(at).map(|date| format!("\"{date}\" "));
        let command = format!(
            "APPEND {} (\\Seen) {}{{{}}}",
            quoted(folder)?,
            date.unwrap_or_default(),
            bytes.len()
        );
        let tag = self.say(&command, TALK).await?;
        let mut asked = false;
        loop {
            match self.hear(|heard| step(&tag, heard)).await? {
                Step::GoOn if !asked => {
                    asked = true;
                    self.write_all(bytes).await?;
                    self.write("\r\n").await?;
                }
                Step::End(Ok(())) if !asked => {
                    return Err(Trouble::new("protocol", "APPEND ended at once"));
                }
                Step::End(end) => return end,
                Step::GoOn | Step::Between => {}
            }
        }
    }

    /// Marks letters ("3", "3,7"), in a folder that was selected.
    pub async fn mark(&mut self, uids: &str, flag: &str) -> Result<(), Trouble> {
        let command = format!("UID STORE {uids} +FLAGS.SILENT ({flag})");
        self.ask(&command, TALK, |_| {}).await
    }

    /// Takes letters that were marked as deleted from the server, and no
    /// others. Where the server cannot do that, they stay marked.
    pub async fn expunge(&mut self, uids: &str) -> Result<(), Trouble> {
        if !self.can("UIDPLUS") {
            return Ok(());
        }
        self.ask(&format!("UID EXPUNGE {uids}"), TALK, |_| {}).await
    }
}

fn uid_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| match value {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

/// One whose date nobody can read came just now: better brought than not.
fn age_of(values: &[AttributeValue<'_>]) -> Option<i64> {
    values.iter().find_map(|value| match value {
        AttributeValue::InternalDate(date) => Some(rules::seconds_of(date).unwrap_or(i64::MAX)),
        _ => None,
    })
}

fn uid_and_size(heard: &Response<'_>) -> Option<(u32, u32)> {
    let Response::Fetch(_, values) = heard else {
        return None;
    };
    let size = values.iter().find_map(|value| match value {
        AttributeValue::Rfc822Size(size) => Some(*size),
        _ => None,
    });
    Some((uid_of(values)?, size?))
}

fn letter(heard: &Response<'_>) -> Option<(u32, Brought)> {
    let Response::Fetch(_, values) = heard else {
        return None;
    };
    let bytes = values.iter().find_map(|value| match value {
        AttributeValue::BodySection {
            data: Some(data), ..
        } => Some(data.to_vec()),
        _ => None,
    })?;
    let letter = Brought {
        bytes,
        since: age_of(values).filter(|at| *at != i64::MAX),
    };
    Some((uid_of(values)?, letter))
}

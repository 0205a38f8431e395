//! Trying a server before anything depends on it: does it let us in, and does
//! a letter that we sent come back?

use std::time::{Duration, Instant};

use super::rules;
use super::server::{Line, Source, Trouble};

/// What a server says when it lets us in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub greeting: String,
    /// Does it tell us of new letters by itself?
    pub idle: bool,
    /// By the names the server gives them, INBOX among them.
    pub folders: Vec<String>,
    /// How many lie in the inbox.
    pub letters: u32,
}

/// A letter of ours that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBack {
    pub after: Duration,
    /// Where it was found: not always the inbox.
    pub folder: String,
    /// The addresses its head names, lower case: what the server noted on
    /// delivery first, then To. A plus-address that stands here has survived.
    pub recipients: Vec<String>,
    /// Who signed it on the way.
    pub signatures: Vec<letters::Signature>,
}

/// In all: name, connection, encryption, sign-in and the inbox.
const PATIENCE: Duration = Duration::from_secs(45);
/// Between two looks for a letter.
const LOOK: Duration = Duration::from_millis(1_000);

/// Signs in and looks into the inbox. Changes nothing.
///
/// # Errors
/// What keeps us out, in the other side's own words.
pub async fn try_sign_in(source: &Source) -> Result<SignedIn, Trouble> {
    let trying = async {
        let mut line = Line::open(source).await?;
        let folders = line.folders().await?;
        let letters = line.examine("INBOX").await?.letters;
        let signed_in = SignedIn {
            greeting: line.greeting.clone(),
            idle: line.can("IDLE"),
            folders,
            letters,
        };
        line.leave().await;
        Ok(signed_in)
    };
    in_time(trying, PATIENCE).await
}

/// Waits until the letter with this Message-ID (without angle brackets) lies
/// in a folder, and takes it away again: it was only sent to see whether it
/// comes. No other letter is touched.
///
/// # Errors
/// `not-back` after `patience`; else what keeps us out.
pub async fn wait_for(
    source: &Source,
    message_id: &str,
    patience: Duration,
) -> Result<CameBack, Trouble> {
    let began = Instant::now();
    let waiting = async {
        let mut line = Line::open(source).await?;
        let mut folders = line.folders().await?;
        // It nearly always is the inbox; a wary server puts it elsewhere.
        folders.sort_by_key(|name| !name.eq_ignore_ascii_case("INBOX"));
        let mut looks = 0;
        loop {
            // The others less often: each is a question of its own.
            let few = if looks % 5 == 4 {
                folders.len().min(50)
            } else {
                1
            };
            for folder in folders.iter().take(few) {
                if let Some((recipients, signatures)) = look(&mut line, folder, message_id).await? {
                    line.leave().await;
                    return Ok(CameBack {
                        after: began.elapsed(),
                        folder: folder.clone(),
                        recipients,
                        signatures,
                    });
                }
            }
            looks += 1;
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(patience, waiting)
        .await
        .unwrap_or_else(|_| Err(Trouble::new("not-back", "")))
}

async fn look(
    line: &mut Line,
    folder: &str,
    message_id: &str,
) -> Result<Option<(Vec<String>, Vec<letters::Signature>)>, Trouble> {
    match line.examine(folder).await {
        Err(trouble) if trouble.code == "folder" => return Ok(None),
        opened => opened?,
    };
    let id = rules::searchable(message_id);
    let found = line.search(&format!("HEADER Message-ID \"{id}\"")).await?;
    // SEARCH finds parts of an id too.
    for uid in found {
        let (mut heads, end) = line.letters(&[uid], "HEADER", 1 << 20).await;
        end?;
        let Some(head) = heads.remove(&uid) else {
            continue;
        };
        let letter = letters::read(&head.bytes).0;
        if letter.message_id.as_deref() != Some(message_id) {
            continue;
        }
        line.select(folder).await?;
        line.mark(&uid.to_string(), "\\Deleted").await?;
        line.expunge(&uid.to_string()).await?;
        let to = letter.to.into_iter().map(|a| a.address.to_lowercase());
        let mut recipients = letter.delivered_to;
        recipients.extend(to);
        return Ok(Some((recipients, letters::signatures(&head.bytes))));
    }
    Ok(None)
}

async fn in_time<T>(
    trying: impl Future<Output = Result<T, Trouble>>,
    patience: Duration,
) -> Result<T, Trouble> {
    tokio::time::timeout(patience, trying)
        .await
        .unwrap_or_else(|_| {
            let said = format!("no answer within {} seconds", patience.as_secs());
            Err(Trouble::new("timeout", said))
        })
}

//! What the doctor counts, and what `key rotate` seals again.

use serde::Serialize;
use store::{Error, Tx, args, sql};

use crate::consents;
use crate::intake;
use crate::kit::keys::Keys;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub cases: i64,
    pub messages: i64,
    pub people: i64,
    pub events: i64,
    pub attachments: i64,
}

pub fn counts(tx: &mut Tx<'_>) -> Result<Counts, Error> {
    let row = tx.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM cases), (SELECT COUNT(*) FROM message), (SELECT COUNT(*) FROM person),
                    (SELECT COUNT(*) FROM case_event), (SELECT COUNT(*) FROM message_attachment)"
        ),
        args![],
    )?;
    let row = row.ok_or_else(|| Error::data("counting gave no row"))?;
    Ok(Counts {
        cases: row.get(0)?,
        messages: row.get(1)?,
        people: row.get(2)?,
        events: row.get(3)?,
        attachments: row.get(4)?,
    })
}

/// Seals everything that is sealed with the newest of `keys`. Gives how many
/// are, and how many were left because none of the keys opens them.
pub fn seal_again(tx: &mut Tx<'_>, keys: &Keys) -> Result<(usize, usize), Error> {
    let mut done = (0, 0);
    let mut again = |sealed: &str| match keys.open(sealed) {
        Ok(secret) => {
            done.0 += 1;
            Some(keys.seal(&secret))
        }
        Err(_) => {
            done.1 += 1;
            None
        }
    };
    for row in tx.query(
        sql!("SELECT id, smtp_password, imap_password FROM mailbox"),
        args![],
    )? {
        let id: i64 = row.get(0)?;
        let [smtp, imap] = [row.get::<Option<String>>(1)?, row.get(2)?];
        let new = [&smtp, &imap].map(|old: &Option<String>| {
            let old = old.as_deref()?;
            again(old).or_else(|| Some(old.to_owned()))
        });
        let [smtp, imap] = new;
        tx.execute(
            sql!("UPDATE mailbox SET smtp_password = $2, imap_password = $3 WHERE id = $1"),
            args![id, smtp, imap],
        )?;
    }
    consents::store::seal_again(tx, &mut again)?;
    intake::store::erased::seal_again(tx, &mut again)?;
    // A way in for one of us waits with its link sealed.
    for row in tx.query(
        sql!("SELECT id, words FROM outbox WHERE kind = 'reset'"),
        args![],
    )? {
        let (id, words): (i64, String) = (row.get(0)?, row.get(1)?);
        let Ok(mut words) = serde_json::from_str::<serde_json::Value>(&words) else {
            continue;
        };
        if let Some(new) = words["link"].as_str().and_then(&mut again) {
            words["link"] = new.into();
            tx.execute(
                sql!("UPDATE outbox SET words = $2 WHERE id = $1"),
                args![id, words.to_string()],
            )?;
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consents::{Provider, store::Kept};
    use crate::mailboxes::{self, Server, Tls};
    use crate::testing::{self, TestDesk};

    #[tokio::test]
    async fn every_kept_password_is_sealed_with_the_newest_key() {
        testing::each("2026-03-05T11:00:00Z", async |desk| {
            let old = Keys::random();
            let id = desk.mailbox().await;
            for (column, keys) in [("ours", old.clone()), ("gone", Keys::random())] {
                let sealed = keys.seal(column);
                desk.write(move |tx| {
                    let set = match column {
                        "ours" => sql!("UPDATE mailbox SET smtp_password = $2 WHERE id = $1"),
                        _ => sql!("UPDATE mailbox SET imap_password = $2 WHERE id = $1"),
                    };
                    tx.execute(set, args![id, sealed.as_str()])?;
                    Ok(())
                })
                .await;
            }
            by_consent(&desk, &old).await;
            let new = old.rotated();
            let with = new.clone();
            let done = desk.write(move |tx| Ok(seal_again(tx, &with)?)).await;
            assert_eq!(
                done,
                (4, 1),
                "four are sealed anew, one waits for its owner"
            );
            let opened = with_consent(&desk, &new.only_newest()).await;
            assert_eq!(opened, ["access", "refresh", "secret"]);
            let found = desk
                .read(move |tx| Ok(mailboxes::store::find(tx, id)?))
                .await;
            let server: Option<Server> = found.and_then(|m| m.server);
            let server = server.expect("the server");
            assert_eq!(server.tls, Tls::None);
            let sealed = server.sealed_password.expect("a password");
            assert!(new.is_newest(&sealed) && old.open(&sealed).is_err());
            assert_eq!(new.only_newest().open(&sealed).expect("opens"), "ours");
        })
        .await;
    }

    /// A consent and a registration of this desk, sealed by `keys`.
    async fn by_consent(desk: &TestDesk, keys: &Keys) {
        let sealed = ["access", "refresh", "secret"].map(|word| keys.seal(word));
        let now = desk.now();
        desk.write(move |tx| {
            let [access, refresh, secret] = sealed.clone();
            let kept = Kept {
                access,
                until: None,
                refresh: Some(refresh),
            };
            consents::store::keep_client(tx, Provider::Google, "desk", Some(&secret), now)?;
            consents::store::give(tx, Some(1), Provider::Google, &kept, "agent:1", now)?;
            Ok(())
        })
        .await;
    }

    /// Its secrets, opened by `keys`.
    async fn with_consent(desk: &TestDesk, keys: &Keys) -> [String; 3] {
        let (client, consent) = desk
            .read(|tx| {
                let client = consents::store::client(tx, Provider::Google)?;
                Ok((client, consents::store::of_mailbox(tx, 1)?))
            })
            .await;
        let (_, secret) = client.expect("a registration");
        let kept = consent.expect("a consent").kept;
        let sealed = [Some(kept.access), kept.refresh, secret];
        sealed.map(|sealed| keys.open(&sealed.expect("sealed")).expect("opens"))
    }
}

//! The key that seals secrets at rest: mailbox passwords and API secrets.
//!
//! Links and tokens are random rows and need no key, so losing the key costs
//! only the sealed secrets, which can be entered again. Every ciphertext
//! carries the id of its key, so that `key rotate` can work through them.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use chacha20poly1305::aead::{Aead, Key, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

use super::random;

/// The newest key seals; any of them opens.
#[derive(Clone)]
pub struct Keys {
    newest_first: Vec<OneKey>,
}

#[derive(Clone)]
struct OneKey {
    id: String,
    secret: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.newest_first.iter().map(|k| &k.id))
            .finish()
    }
}

impl Keys {
    /// A key that lives as long as the process.
    pub fn random() -> Keys {
        Keys {
            newest_first: vec![OneKey::new(random::bytes())],
        }
    }

    /// Reads keys from text: one key a line, 64 hexadecimal digits, the
    /// newest first.
    pub fn from_text(text: &str) -> Result<Keys> {
        let mut newest_first = Vec::new();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let bytes = HEXLOWER
                .decode(line.to_ascii_lowercase().as_bytes())
                .ok()
                .and_then(|b| <[u8; 32]>::try_from(b).ok())
                .context(
                    "a key is 64 hexadecimal digits, for example from `openssl rand -hex 32`",
                )?;
            newest_first.push(OneKey::new(bytes));
        }
        ensure!(!newest_first.is_empty(), "there is no key in it");
        Ok(Keys { newest_first })
    }

    /// The key in `path`, made on the first start (mode 0600).
    pub fn in_file(path: &Path) -> Result<Keys> {
        match std::fs::read_to_string(path) {
            Ok(text) => Keys::from_text(&text)
                .with_context(|| format!("reading the key in {}", path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                make_file(path)
                    .with_context(|| format!("writing a new key to {}", path.display()))?;
                Keys::in_file(path)
            }
            Err(e) => Err(e).with_context(|| format!("reading the key in {}", path.display())),
        }
    }

    /// A new key in front; the old ones still open what they sealed.
    pub fn rotated(&self) -> Keys {
        let mut newest_first = vec![OneKey::new(random::bytes())];
        newest_first.extend(self.newest_first.iter().cloned());
        Keys { newest_first }
    }

    /// Only the newest key, for when nothing is sealed with the others any more.
    pub fn only_newest(&self) -> Keys {
        Keys {
            newest_first: self.newest_first[..1].to_vec(),
        }
    }

    /// Whether there are older keys beside the newest.
    pub fn are_several(&self) -> bool {
        self.newest_first.len() > 1
    }

    /// As [`Keys::from_text`] reads it. A secret: only for the key file.
    pub fn to_text(&self) -> String {
        self.newest_first
            .iter()
            .map(|k| HEXLOWER.encode(&k.secret) + "\n")
            .collect()
    }

    /// Writes the key file anew, in one step.
    pub fn save(&self, path: &Path) -> Result<()> {
        let new = path.with_extension("new");
        if new.exists() {
            std::fs::remove_file(&new).with_context(|| format!("removing {}", new.display()))?;
        }
        write_private(&new, &self.to_text())
            .and_then(|()| std::fs::rename(&new, path))
            .with_context(|| format!("writing the key to {}", path.display()))
    }

    /// What only a desk with this key can answer to `question`. Says nothing
    /// about the key.
    pub fn proof(&self, question: &str) -> String {
        let answer = Sha256::new()
            .chain_update(b"proof of the same desk\0")
            .chain_update(self.newest_first[0].secret)
            .chain_update(question.as_bytes())
            .finalize();
        HEXLOWER.encode(&answer)
    }

    /// `v1.<key id>.<nonce and ciphertext>`; never the same twice.
    pub fn seal(&self, secret: &str) -> String {
        let key = &self.newest_first[0];
        let nonce: [u8; 24] = random::bytes();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: key.id.as_bytes(),
        };
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("sealing fails only beyond 256 GiB");
        format!(
            "v1.{}.{}",
            key.id,
            BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat())
        )
    }

    /// # Errors
    /// When it was sealed with a key we do not have, or was changed since.
    pub fn open(&self, sealed: &str) -> Result<String> {
        let mut parts = sealed.splitn(3, '.');
        let (Some("v1"), Some(id), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            bail!("this is no sealed secret");
        };
        let Some(key) = self.newest_first.iter().find(|k| k.id == id) else {
            bail!(
                "it was sealed with the key {id}, and that key is not here: enter the secret again"
            );
        };
        let bytes = BASE64URL_NOPAD
            .decode(rest.as_bytes())
            .context("reading a sealed secret")?;
        ensure!(bytes.len() > 24, "the sealed secret is cut short");
        let (nonce, body) = bytes.split_at(24);
        let nonce: [u8; 24] = nonce.try_into().context("reading a sealed secret")?;
        let opened = key
            .cipher()
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: body,
                    aad: id.as_bytes(),
                },
            )
            .map_err(|_| anyhow::anyhow!("the sealed secret was changed since: enter it again"))?;
        String::from_utf8(opened).context("reading a sealed secret")
    }

    /// Whether a text has the form of a sealed secret.
    pub fn is_sealed(text: &str) -> bool {
        let mut parts = text.splitn(3, '.');
        let id = |id: &str| id.len() == 8 && id.bytes().all(|b| b.is_ascii_hexdigit());
        parts.next() == Some("v1")
            && parts.next().is_some_and(id)
            && parts.next().is_some_and(|rest| {
                BASE64URL_NOPAD
                    .decode(rest.as_bytes())
                    .is_ok_and(|bytes| bytes.len() > 24)
            })
    }

    /// Whether `key rotate` still has to seal this one again.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "only tests ask which key it was")
    )]
    pub fn is_newest(&self, sealed: &str) -> bool {
        sealed.split('.').nth(1) == Some(self.newest_first[0].id.as_str())
    }
}

impl OneKey {
    fn new(secret: [u8; 32]) -> OneKey {
        let id = HEXLOWER.encode(&Sha256::digest(secret))[..8].to_owned();
        OneKey { id, secret }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::<XChaCha20Poly1305>::from(self.secret))
    }
}

/// Whole or not at all; the first of several processes wins.
fn make_file(path: &Path) -> std::io::Result<()> {
    let own = path.with_extension(random::token());
    write_private(&own, &Keys::random().to_text())?;
    let made = std::fs::hard_link(&own, path);
    std::fs::remove_file(&own)?;
    match made {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_again_and_looks_different_each_time() {
        let keys = Keys::random();
        let (a, b) = (keys.seal("Gänseblümchen 7"), keys.seal("Gänseblümchen 7"));
        assert_ne!(a, b);
        assert!(!a.contains("Gänse"));
        assert!(Keys::is_sealed(&a));
        assert!(!Keys::is_sealed("v1.a letter.of two") && !Keys::is_sealed("hello"));
        assert_eq!(keys.open(&a).unwrap(), "Gänseblümchen 7");
        assert_eq!(keys.open(&b).unwrap(), "Gänseblümchen 7");
    }

    #[test]
    fn a_changed_or_foreign_secret_is_refused_with_what_to_do() {
        let keys = Keys::random();
        let sealed = keys.seal("secret");
        let mut changed = sealed.clone();
        let last = if changed.pop() == Some('A') { 'B' } else { 'A' };
        changed.push(last);
        assert!(
            keys.open(&changed)
                .unwrap_err()
                .to_string()
                .contains("enter it again")
                || keys
                    .open(&changed)
                    .unwrap_err()
                    .to_string()
                    .contains("reading a sealed secret")
        );
        let foreign = Keys::random().open(&sealed).unwrap_err().to_string();
        assert!(foreign.contains("enter the secret again"), "{foreign}");
        assert!(keys.open("plain").is_err());
    }

    #[test]
    fn after_a_rotation_the_old_secrets_still_open() {
        let old = Keys::random();
        let sealed = old.seal("secret");
        let new = old.rotated();
        assert_eq!(new.open(&sealed).unwrap(), "secret");
        assert!(!new.is_newest(&sealed));
        assert!(new.is_newest(&new.seal("secret")));
        assert!(new.only_newest().open(&sealed).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_only_its_owner_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let sealed = Keys::in_file(&path).unwrap().seal("secret");
        assert_eq!(
            Keys::in_file(&path).unwrap().open(&sealed).unwrap(),
            "secret"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let rotated = Keys::in_file(&path).unwrap().rotated();
        rotated.save(&path).unwrap();
        assert_eq!(
            Keys::in_file(&path).unwrap().open(&sealed).unwrap(),
            "secret"
        );
        std::fs::write(&path, "not a key").unwrap();
        let told = format!("{:#}", Keys::in_file(&path).unwrap_err());
        assert!(told.contains("64 hexadecimal digits"), "{told}");
    }
}

//! Signing what leaves (DKIM, RFC 6376 and RFC 8463), for houses whose letters
//! go out by a server that signs nothing.
//!
//! Keys are files of a folder, named for what they sign: the file
//! `mail._domainkey.desk.example.pem` signs for desk.example with the selector
//! `mail`. A domain with a key of each kind gets two signatures: not every
//! reader knows Ed25519 yet.

use std::path::Path;

use anyhow::Context;
use data_encoding::BASE64;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use crate::kit::At;
use crate::web::Desk;

/// What is signed, as far as a letter has it. `from` stands twice: nobody can
/// put a second one above ours.
const SIGNED: [&str; 14] = [
    "from",
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
];

/// The letter as it leaves: signed, where the house has a key of its writer's
/// domain. Keys are read for each letter, so that a new one counts at once.
///
/// # Errors
/// Names the key that cannot be used: unsigned the letter does not leave.
pub async fn signed(desk: &Desk, from: &str, letter: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let Some(folder) = desk.config.dkim.clone() else {
        return Ok(letter);
    };
    let (from, now) = (from.to_lowercase(), desk.now());
    let signing =
        tokio::task::spawn_blocking(move || Signers::read(&folder)?.sign(&from, letter, now));
    signing.await?
}

/// The keys of the house.
struct Signers(Vec<Signer>);

struct Signer {
    selector: String,
    domain: String,
    key: Key,
}

enum Key {
    Ed25519(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl Signers {
    /// The keys of a folder.
    ///
    /// # Errors
    /// Names the file that is no private key, or is called otherwise.
    fn read(folder: &Path) -> anyhow::Result<Signers> {
        let mut signers = Vec::new();
        let entries = std::fs::read_dir(folder);
        let entries =
            entries.with_context(|| format!("opening dkim.keys, {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(name) = name.strip_suffix(".pem") else {
                continue;
            };
            let (selector, domain) = name.split_once("._domainkey.").with_context(|| {
                format!(
                    "{} in dkim.keys is called otherwise than SELECTOR._domainkey.DOMAIN.pem",
                    path.display()
                )
            })?;
            let key = key(&path).with_context(|| format!("reading {}", path.display()))?;
            signers.push(Signer {
                selector: selector.to_owned(),
                domain: domain.to_lowercase(),
                key,
            });
        }
        // RSA first: who reads the first one only mostly knows no other.
        signers.sort_by_key(|s| (matches!(s.key, Key::Ed25519(_)), s.selector.clone()));
        Ok(Signers(signers))
    }

    /// The letter with a signature of each key of its writer's domain in front.
    ///
    /// # Errors
    /// When the system gives no randomness.
    fn sign(&self, from: &str, letter: Vec<u8>, now: At) -> anyhow::Result<Vec<u8>> {
        let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
        let mut signed = Vec::new();
        for signer in self.0.iter().filter(|s| s.domain == domain) {
            signed.extend(signer.sign(&letter, now)?.into_bytes());
        }
        signed.extend(letter);
        Ok(signed)
    }
}

fn key(path: &Path) -> anyhow::Result<Key> {
    let secret = PrivateKeyDer::from_pem_file(path).context("it holds no private key as PEM")?;
    let rsa = match &secret {
        PrivateKeyDer::Pkcs8(der) => {
            if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.secret_pkcs8_der()) {
                return Ok(Key::Ed25519(pair));
            }
            RsaKeyPair::from_pkcs8(der.secret_pkcs8_der())
        }
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => anyhow::bail!("it is neither an Ed25519 nor an RSA key"),
    };
    let pair = rsa.map_err(|why| {
        anyhow::anyhow!("it is no Ed25519 key and no RSA key of 2048 bits or more: {why}")
    })?;
    Ok(Key::Rsa(Box::new(pair)))
}

impl Signer {
    fn sign(&self, letter: &[u8], now: At) -> anyhow::Result<String> {
        let (head, body) = halves(letter);
        let headers = headers(head);
        let mut there = Vec::new();
        for name in SIGNED {
            let twice = name == "from" && there.contains(&name);
            if twice || headers.iter().any(|(known, _)| known == name) {
                there.push(name);
            }
        }
        let algorithm = match self.key {
            Key::Ed25519(_) => "ed25519-sha256",
            Key::Rsa(_) => "rsa-sha256",
        };
        let value = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={}; s={};\r\n\tt={}; h={};\r\n\tbh={};\r\n\tb=",
            self.domain,
            self.selector,
            now.0 / 1_000_000,
            there.join(":"),
            BASE64.encode(&Sha256::digest(body_of(body))),
        );
        let data = signed_data(&headers, &there, &value);
        let signature = BASE64.encode(&self.key.sign(data.as_bytes())?);
        let lines: Vec<&str> = signature
            .as_bytes()
            .chunks(72)
            .filter_map(|part| std::str::from_utf8(part).ok())
            .collect();
        Ok(format!(
            "DKIM-Signature: {value}{}\r\n",
            lines.join("\r\n\t ")
        ))
    }
}

impl Key {
    fn sign(&self, data: &[u8]) -> anyhow::Result<Vec<u8>> {
        match self {
            // RFC 8463: what is signed is the digest.
            Key::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(data)).as_ref().to_vec()),
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    data,
                    &mut signature,
                )
                .map_err(|_| anyhow::anyhow!("signing with an RSA key failed"))?;
                Ok(signature)
            }
        }
    }
}

fn halves(letter: &[u8]) -> (&[u8], &[u8]) {
    let gap = letter.windows(4).position(|four| four == b"\r\n\r\n");
    gap.map_or((letter, &[]), |at| (&letter[..at + 2], &letter[at + 4..]))
}

/// Names in lower case and values on one line, as "relaxed" wants them.
fn headers(head: &[u8]) -> Vec<(String, String)> {
    let head = String::from_utf8_lossy(head)
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, value)| (name.trim().to_lowercase(), relaxed(value)))
        .collect()
}

fn relaxed(value: &str) -> String {
    let words = value
        .split([' ', '\t', '\r', '\n'])
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The headers in the order of `names`, each the last that was not taken yet,
/// and the signature's own without its end.
fn signed_data(headers: &[(String, String)], names: &[&str], own: &str) -> String {
    let mut left: Vec<&(String, String)> = headers.iter().collect();
    let mut data = String::new();
    for name in names {
        if let Some(at) = left.iter().rposition(|(known, _)| known == name) {
            let (name, value) = left.remove(at);
            data.push_str(&format!("{name}:{value}\r\n"));
        }
    }
    data.push_str("dkim-signature:");
    data.push_str(&relaxed(own));
    data
}

fn body_of(body: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in body.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut kept = Vec::with_capacity(line.len());
        for byte in line {
            match byte {
                b' ' | b'\t' if kept.last() == Some(&b' ') => {}
                b' ' | b'\t' => kept.push(b' '),
                other => kept.push(*other),
            }
        }
        if kept.last() == Some(&b' ') {
            kept.pop();
        }
        lines.push(kept);
    }
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    let mut all = Vec::with_capacity(body.len());
    for line in lines {
        all.extend(line);
        all.extend(b"\r\n");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    /// The letter and the Ed25519 key of RFC 8463, appendix A.
    const LETTER: &str = "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n\
        Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    const SECRET: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    const PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    fn joe() -> Ed25519KeyPair {
        let seed = BASE64.decode(SECRET.as_bytes()).unwrap();
        let public = BASE64.decode(PUBLIC.as_bytes()).unwrap();
        Ed25519KeyPair::from_seed_and_public_key(&seed, &public).unwrap()
    }

    #[test]
    fn the_letter_of_the_standard_gets_the_signature_of_the_standard() {
        let (head, body) = halves(LETTER.as_bytes());
        assert_eq!(
            BASE64.encode(&Sha256::digest(body_of(body))),
            "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
        );
        let own = "v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
            q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
            bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
        let names = [
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "from",
            "subject",
            "date",
        ];
        let data = signed_data(&headers(head), &names, own);
        let signature = Key::Ed25519(joe()).sign(data.as_bytes()).unwrap();
        assert_eq!(
            BASE64.encode(&signature),
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        );
    }

    /// Takes a signed letter apart as its reader does.
    fn read(signed: &[u8]) -> (String, Vec<u8>, String) {
        let text = String::from_utf8(signed.to_vec()).unwrap();
        let end = text.find("\r\nFrom:").unwrap();
        let own = text["DKIM-Signature: ".len()..end].to_owned();
        let (unsigned, signature) = own.rsplit_once("b=").unwrap();
        let rest = &text[end + 2..];
        let names = relaxed(own.split("h=").nth(1).unwrap().split(';').next().unwrap());
        let names: Vec<&str> = names.split(':').collect();
        let (head, _) = halves(rest.as_bytes());
        let data = signed_data(&headers(head), &names, &format!("{unsigned}b="));
        let signature: String = signature.split_whitespace().collect();
        (data, BASE64.decode(signature.as_bytes()).unwrap(), own)
    }

    #[test]
    fn a_letter_is_signed_with_each_key_of_its_domain_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, pem: &str| std::fs::write(folder.path().join(name), pem).unwrap();
        put("ed._domainkey.football.example.com.pem", ED25519_PEM);
        put("notes.txt", "no key");
        let signers = Signers::read(folder.path()).unwrap();
        let now = At(1_528_637_909_000_000);
        let signed = signers
            .sign("joe@football.example.com", LETTER.into(), now)
            .unwrap();
        let (data, signature, own) = read(&signed);
        assert!(
            own.contains("a=ed25519-sha256")
                && own.contains("s=ed;")
                && own.contains("h=from:from:to:"),
            "{own}"
        );
        let public = BASE64.decode(PUBLIC.as_bytes()).unwrap();
        let holds = UnparsedPublicKey::new(&ED25519, public);
        holds.verify(&Sha256::digest(&data), &signature).unwrap();
        let other = signers
            .sign("joe@other.example", LETTER.into(), now)
            .unwrap();
        assert_eq!(other, LETTER.as_bytes());
    }

    /// As openssl writes them; the keys of no house.
    const ED25519_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";

    #[test]
    fn an_rsa_key_signs_too_and_what_is_no_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder
            .path()
            .join("mail._domainkey.football.example.com.pem");
        let made = std::process::Command::new("openssl")
            .args([
                "genpkey",
                "-quiet",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-out",
            ])
            .arg(&path)
            .status()
            .expect("openssl is there to make a key");
        assert!(made.success());
        let signers = Signers::read(folder.path()).unwrap();
        let signed = signers
            .sign("joe@football.example.com", LETTER.into(), At(0))
            .unwrap();
        let (data, signature, own) = read(&signed);
        assert!(
            own.contains("a=rsa-sha256") && own.contains("s=mail;"),
            "{own}"
        );
        let Key::Rsa(pair) = &signers.0[0].key else {
            panic!("an RSA key");
        };
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public().as_ref());
        public.verify(data.as_bytes(), &signature).unwrap();
        assert!(
            signed.split(|b| *b == b'\n').all(|line| line.len() < 100),
            "{own}"
        );

        std::fs::write(
            folder.path().join("x._domainkey.desk.example.pem"),
            "no key",
        )
        .unwrap();
        let why = format!("{:#}", Signers::read(folder.path()).err().unwrap());
        assert!(
            why.contains("x._domainkey.desk.example.pem")
                && why.contains("it holds no private key as PEM"),
            "{why}"
        );
    }
}

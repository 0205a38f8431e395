//! Words that came without a letter: typed into the form, or handed to the API.

use super::super::rules::{Door, Incoming, is_address};
use super::{Prepared, prepare_files};
use crate::kit::At;
use crate::messages::Came;
use crate::web::Desk;
use crate::wordlists::Said;
use ::store::Error;
use letters::{Address, Attachment};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What somebody wrote, exactly as they typed it. As JSON it is the raw form
/// of what came through the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The Message-ID it goes by: the same for the same press.
    pub letter_id: String,
    pub address: String,
    pub name: String,
    pub subject: String,
    pub words: String,
    /// A line beside the words, such as the order's number.
    pub aside: Option<String>,
    pub language: Option<String>,
    /// The link of the case page they wrote on: it lets in.
    #[serde(default)]
    pub link: Option<String>,
    pub files: Vec<WrittenFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFile {
    pub name: String,
    pub content_type: String,
    /// Under which the bytes are kept.
    pub digest: String,
}

impl Written {
    /// As matching wants it. The words are not searched for quotes: nobody
    /// quotes in a form, and what they typed stays as they typed it.
    pub fn incoming(&self) -> Incoming {
        let address = self.address.trim().to_lowercase();
        let name = Some(self.name.clone()).filter(|n| !n.trim().is_empty());
        let from = (is_address(&address) || name.is_some()).then_some(Address { address, name });
        Incoming {
            said: Said::of(&self.subject, &self.words),
            only_thanks: letters::only_thanks(&self.words, from.as_ref()),
            from,
            subject: self.subject.clone(),
            words: self.words.clone(),
            elided: self.aside.clone(),
            letter_id: self.letter_id.clone(),
            digest: self.digest(),
            language: self.language.clone(),
            by_form: self.language.is_some(),
            came: match (&self.link, &self.language) {
                (Some(_), _) => Came::Page,
                (None, Some(_)) => Came::Form,
                (None, None) => Came::Api,
            },
            link: self.link.clone(),
            ..Incoming::default()
        }
    }

    /// The same for the same words, files and writer.
    fn digest(&self) -> String {
        let mut sum = Sha256::new();
        let fields = [&self.address, &self.name, &self.subject, &self.words];
        let files = self.files.iter().flat_map(|f| [&f.name, &f.digest]);
        for field in fields.into_iter().chain(&self.aside).chain(files) {
            sum.update((field.len() as u64).to_be_bytes());
            sum.update(field.as_bytes());
        }
        data_encoding::HEXLOWER.encode(&sum.finalize())
    }
}

impl Prepared {
    /// Readies what was typed. `raw`: the bytes to keep; without them, the
    /// words themselves as JSON. `screen`: why a person has to look first.
    pub async fn written(
        desk: &Desk,
        door: Door,
        mut written: Written,
        files: Vec<Attachment>,
        raw: Option<Vec<u8>>,
        recipient: &str,
        screen: Option<&'static str>,
    ) -> Result<Prepared, Error> {
        let files = prepare_files(desk, files).await?;
        written.files = files
            .iter()
            .map(|f| WrittenFile {
                name: f.name.clone(),
                content_type: f.content_type.clone(),
                digest: f.blob.digest().to_owned(),
            })
            .collect();
        let raw = match raw {
            Some(raw) => raw,
            None => serde_json::to_vec(&written)
                .map_err(|e| Error::data(format!("writing a form as JSON: {e}")))?,
        };
        let now = desk.now();
        Ok(Prepared {
            door,
            at: now,
            now,
            sender: written.address.clone(),
            recipients: vec![recipient.to_owned()],
            raw: desk.db.prepare_blob(raw).await?,
            incoming: Some(written.incoming()),
            files,
            screen,
            default_server: desk.config.smtp.is_some(),
            receipt: true,
            sent: false,
            vouched: None,
            unwanted: false,
        })
    }

    pub fn at(&self) -> At {
        self.at
    }
}

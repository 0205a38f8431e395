//! Files of a form that comes back: kept, so that nobody chooses them again.

use super::super::rules::{self, Typed};
use super::super::store::forms::{self, KeptFile};
use super::{NotKept, prepare_files};
use crate::kit::{At, random};
use crate::web::Desk;
use ::store::{Error, Tx};
use letters::Attachment;
use std::time::Duration;

/// How long a form that came back may wait with its files.
const KEPT: Duration = Duration::from_secs(3600);
/// All kept files together, in forms of the largest size: beyond that they have
/// to be chosen again, as they had to be everywhere before.
const FORMS: i64 = 40;

/// What a form is given back with.
#[derive(Default)]
pub struct Back {
    pub kept: Vec<KeptFile>,
    /// Names of files that could not be kept.
    pub lost: Vec<String>,
}

/// What was kept for this form before, stood in it and is still wanted.
pub async fn kept(desk: &Desk, typed: &Typed) -> Result<Vec<KeptFile>, Error> {
    let wanted: Vec<i64> = rules::wanted(typed).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let token = typed.files.clone();
    let mut kept = desk.db.read(move |tx| forms::of(tx, &token)).await?;
    kept.retain(|file| wanted.contains(&file.id));
    Ok(kept)
}

/// Keeps the files of a form that goes back, under its token or a new one.
pub async fn hold(desk: &Desk, typed: &mut Typed, files: Vec<Attachment>, too_often: bool) -> Back {
    let names: Vec<String> = files.iter().filter_map(|f| f.name.clone()).collect();
    if too_often {
        let kept = kept(desk, typed).await.unwrap_or_default();
        return Back { kept, lost: names };
    }
    if typed.files.is_empty() && !files.is_empty() {
        typed.files = random::token();
    }
    match keep(desk, typed, files).await {
        Ok(back) => back,
        Err(error) => {
            tracing::error!(%error, "The files of a form could not be kept");
            Back {
                kept: Vec::new(),
                lost: names,
            }
        }
    }
}

async fn keep(desk: &Desk, typed: &Typed, files: Vec<Attachment>) -> Result<Back, Error> {
    let files = prepare_files(desk, files).await?;
    let most = FORMS.saturating_mul(i64::try_from(desk.config.limits.form).unwrap_or(i64::MAX));
    let shown: Vec<i64> = rules::wanted(typed).collect();
    let (token, without, now) = (typed.files.clone(), typed.without.clone(), desk.now());
    desk.db
        .write(move |tx| {
            let mut shown = shown.clone();
            let mut back = Back::default();
            for file in forms::of(tx, &token)? {
                if without.contains(&file.id) {
                    forms::remove(tx, file.id)?;
                }
            }
            let mut size = forms::size(tx)?;
            for file in &files {
                size = size.saturating_add(i64::try_from(file.blob.size()).unwrap_or(i64::MAX));
                if size > most {
                    back.lost.push(file.name.clone());
                } else {
                    shown.push(forms::keep(tx, &token, file, now)?);
                }
            }
            forms::touch(tx, &token, now)?;
            back.kept = forms::of(tx, &token)?;
            back.kept.retain(|file| shown.contains(&file.id));
            Ok::<_, Error>(back)
        })
        .await
}

/// The files as they are received: those kept before, then those of this press.
/// They stay kept until their hour is over, so that the same press, sent twice,
/// is the same letter.
pub async fn with_kept(
    desk: &Desk,
    kept: &[KeptFile],
    new: Vec<Attachment>,
) -> Result<Vec<Attachment>, NotKept> {
    let mut files = Vec::with_capacity(kept.len() + new.len());
    for file in kept.iter().cloned() {
        let digest = file.digest;
        let bytes = desk.db.read(move |tx| tx.blob(&digest)).await?;
        files.push(Attachment {
            name: Some(file.name),
            content_type: file.content_type,
            bytes: bytes.ok_or_else(|| Error::data("the bytes of a kept file are not there"))?,
            ..Attachment::default()
        });
    }
    files.extend(new);
    Ok(files)
}

/// Forgets files whose hour is over; gives how many.
pub fn forget(tx: &mut Tx<'_>, now: At) -> Result<usize, Error> {
    forms::forget(tx, now.minus(KEPT))
}

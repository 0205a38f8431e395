//! Which parts of a letter are downloaded.

use std::collections::HashSet;

use mail_parser::HeaderName;

use crate::bodies::Bodies;
use crate::mime::Part;
use crate::read::{Opened, one_line};
use crate::{Attachment, Letter, encoded, html, tnef};

/// Files packed into texts and into other files that one letter may have.
const MOST_UNPACKED: usize = 1_000;

/// The name that a part was given.
pub(crate) fn name_of(part: &Part) -> Option<String> {
    let name = part
        .disposition()
        .and_then(|d| d.attribute("filename"))
        .or_else(|| part.content_type().and_then(|c| c.attribute("name")))?;
    let name = one_line(&encoded::decode(name));
    (!name.is_empty()).then_some(name)
}

/// Outlook's own way to pack a letter.
pub(crate) fn is_tnef(part: &Part) -> bool {
    matches!(
        part.kind.as_str(),
        "application/ms-tnef" | "application/vnd.ms-tnef"
    ) || name_of(part).is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

/// What can be downloaded. The parts of a delivery or complaint report belong
/// to the report and are no attachments.
pub(crate) fn attachments(
    opened: &Opened<'_>,
    bodies: &Bodies,
    letter: &Letter,
) -> Vec<Attachment> {
    let report = letter.bounce.is_some()
        || letter.is_feedback_report
        || opened
            .parts
            .first()
            .is_some_and(|top| top.kind == "multipart/report");
    let used: HashSet<usize> = bodies.used.iter().copied().collect();
    let pointed_at: HashSet<String> = letter
        .html
        .as_deref()
        .map(|html| html::carried_ids(html).into_iter().collect())
        .unwrap_or_default();
    let mut list = Vec::new();
    for (index, part) in opened.parts.iter().enumerate() {
        if used.contains(&index) || part.carried {
            continue;
        }
        if report && (part.kind.starts_with("message/") || part.kind == "text/rfc822-headers") {
            continue;
        }
        if let Some((_, packed)) = bodies.unpacked.iter().find(|(packed, _)| *packed == index) {
            list.extend(packed.files.iter().take(MOST_UNPACKED).map(of_tnef));
            continue;
        }
        let content_id = part
            .text(&HeaderName::ContentId)
            .map(|id| one_line(id.trim_matches(['<', '>'])));
        let bytes = opened.bytes(index);
        let name = name_of(part).or_else(|| carried_name(opened, index));
        if bytes.is_empty() && name.is_none() {
            continue;
        }
        let shown = content_id
            .as_ref()
            .is_some_and(|id| pointed_at.contains(id));
        let inline = shown
            || part
                .disposition()
                .is_some_and(|d| d.c_type.eq_ignore_ascii_case("inline"));
        list.push(Attachment {
            name,
            content_type: part.kind.clone(),
            content_id,
            inline,
            bytes,
        });
    }
    list.extend(
        bodies
            .files
            .iter()
            .take(MOST_UNPACKED)
            .map(|file| Attachment {
                name: Some(one_line(&file.name)),
                content_type: kind_by_name(&file.name).to_string(),
                bytes: file.bytes.clone(),
                ..Attachment::default()
            }),
    );
    list
}

fn of_tnef(file: &tnef::File) -> Attachment {
    let name = file.name.as_deref().map(one_line).filter(|n| !n.is_empty());
    let kind = file.kind.as_deref().map(str::trim).filter(|kind| {
        let plain = kind.bytes().all(|b| b.is_ascii_graphic());
        plain && kind.contains('/')
    });
    let guessed = || kind_by_name(name.as_deref().unwrap_or_default());
    Attachment {
        content_type: kind.unwrap_or_else(guessed).to_string(),
        content_id: file
            .content_id
            .as_deref()
            .map(one_line)
            .filter(|id| !id.is_empty()),
        inline: false,
        bytes: file.bytes.clone(),
        name,
    }
}

/// What a file is by its ending, where nobody said it.
fn kind_by_name(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "pdf" => "application/pdf",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "ics" => "text/calendar",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A carried letter is named by its subject.
fn carried_name(opened: &Opened<'_>, index: usize) -> Option<String> {
    if opened.parts[index].kind != "message/rfc822" {
        return None;
    }
    let inner = *opened.parts[index].children.first()?;
    let subject = opened.parts[inner].text(&HeaderName::Subject)?;
    let subject = one_line(&subject.replace(['/', '\\', ':'], " "));
    (!subject.is_empty()).then(|| format!("{}.eml", subject.chars().take(80).collect::<String>()))
}

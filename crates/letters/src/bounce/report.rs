//! The fields of a delivery report, also of one that lost its MIME around it.

use crate::read::Opened;

/// What a report says about one recipient.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Fields {
    pub recipient: Option<String>,
    /// failed, delayed, delivered, relayed, expanded.
    pub action: Option<String>,
    pub status: Option<String>,
    pub said: Option<String>,
    /// The word under which the server itself sorts the bounce.
    pub category: Option<String>,
}

impl Fields {
    pub(super) fn failed(&self) -> bool {
        !matches!(
            self.action.as_deref(),
            Some("delivered" | "relayed" | "expanded")
        )
    }
}

const MOST_RECIPIENTS: usize = 500;
/// Bytes of a report, or of a returned letter, that are looked at.
pub(super) const MOST_REPORT: usize = 1024 * 1024;

pub(super) fn of_parts(opened: &Opened<'_>) -> Vec<Fields> {
    let report = opened.parts.iter().position(|p| {
        !p.carried && p.kind.starts_with("message/") && p.kind.ends_with("delivery-status")
    });
    match report {
        Some(index) => groups(&opened.words(index, MOST_REPORT, &mut Vec::new())),
        None => Vec::new(),
    }
}

/// Fields in the middle of a text: a report whose parts were torn apart.
pub(super) fn of_text(text: &str) -> Vec<Fields> {
    let low = text.to_ascii_lowercase();
    let first = ["final-recipient:", "reporting-mta:"]
        .iter()
        .filter_map(|field| low.find(field))
        .min();
    match first {
        Some(at) => groups(&text[at..]),
        None => Vec::new(),
    }
}

/// The notice of a sending service in its own notation (JSON): who bounced, and
/// what the other server said.
pub(super) fn of_notice(text: &str) -> Vec<Fields> {
    let begins = text.trim_start().starts_with('{');
    let Some(at) = text.find("\"bouncedRecipients\"").filter(|_| begins) else {
        return Vec::new();
    };
    let list = &text[at..];
    let list = &list[..list.find(']').unwrap_or(list.len())];
    let mut found = Vec::new();
    for entry in list.split('{').skip(1).take(MOST_RECIPIENTS) {
        let value = |name: &str| {
            let after = entry.split_once(&format!("\"{name}\""))?.1;
            let after = after
                .trim_start()
                .strip_prefix(':')?
                .trim_start()
                .strip_prefix('"')?;
            Some(after.split('"').next()?.to_string())
        };
        let said = value("diagnosticCode").map(|said| {
            said.split_once(';')
                .map_or(said.as_str(), |(_, words)| words)
                .trim()
                .to_string()
        });
        found.push(Fields {
            recipient: value("emailAddress").map(|address| address.to_lowercase()),
            action: value("action").or_else(|| Some("failed".to_string())),
            status: value("status").filter(|status| status.contains('.')),
            said,
            category: None,
        });
    }
    found
}

fn groups(text: &str) -> Vec<Fields> {
    let mut list: Vec<Fields> = Vec::new();
    let mut current = Fields::default();
    let mut last = String::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            close(&mut current, &mut list);
            last.clear();
            continue;
        }
        if line.starts_with([' ', '\t'])
            && !line
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("final-recipient:")
        {
            if last == "diagnostic-code"
                && let Some(said) = &mut current.said
            {
                said.push(' ');
                said.push_str(line.trim());
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        last = name.trim().to_ascii_lowercase();
        let value = value.trim();
        match last.as_str() {
            "final-recipient" | "original-recipient" | "x-actual-recipient" => {
                let address = recipient(value);
                // The final one is where it failed; the original only a help.
                if address.contains('@')
                    && (last == "final-recipient" || current.recipient.is_none())
                {
                    current.recipient = Some(address);
                }
            }
            "action" => {
                current.action = value
                    .split([' ', '(', ';'])
                    .next()
                    .map(str::to_ascii_lowercase)
            }
            "status" => {
                current.status = value
                    .split([' ', '(', ';'])
                    .next()
                    .map(str::to_string)
                    .filter(|s| s.contains('.'))
            }
            "x-powermta-bouncecategory" => current.category = Some(value.to_ascii_lowercase()),
            "diagnostic-code" => {
                current.said = Some(
                    value
                        .split_once(';')
                        .map_or(value, |(_, said)| said)
                        .trim()
                        .to_string(),
                )
            }
            _ => {}
        }
    }
    close(&mut current, &mut list);
    list
}

fn close(current: &mut Fields, list: &mut Vec<Fields>) {
    let fields = std::mem::take(current);
    if fields != Fields::default() && list.len() < MOST_RECIPIENTS {
        list.push(fields);
    }
}

/// `rfc822; <ann@example.org>` without what is around the address.
fn recipient(value: &str) -> String {
    let address = value.rsplit(';').next().unwrap_or(value).trim();
    let address = address.split(['(', ' ']).next().unwrap_or(address);
    address.trim_matches(['<', '>', '"', '\'']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipient_has_its_own_fields() {
        let groups = groups(
            "Reporting-MTA: dns; mx.example.org\n\n\
             Final-Recipient: rfc822; Ann@example.org\nAction: failed\nStatus: 5.1.1 (bad)\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such\n user here\n\n\
             Final-Recipient: rfc822; bo@example.org\nAction: delivered\nStatus: 2.0.0\n",
        );
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].recipient.as_deref(), Some("ann@example.org"));
        assert_eq!(groups[0].status.as_deref(), Some("5.1.1"));
        assert_eq!(
            groups[0].said.as_deref(),
            Some("550 5.1.1 no such user here")
        );
        assert!(!groups[1].failed());
    }

    #[test]
    fn a_notice_is_a_report() {
        let notice = r#"{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"Ann@example.org","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}"#;
        let fields = of_notice(notice);
        assert_eq!(fields.len(), 1);
        assert_eq!(fields[0].recipient.as_deref(), Some("ann@example.org"));
        assert_eq!(fields[0].said.as_deref(), Some("550 5.1.1 user unknown"));
    }
}

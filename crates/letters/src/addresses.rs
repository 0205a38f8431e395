//! Addresses out of headers: lower case, groups flattened, once each.

use mail_parser::{Addr, HeaderValue};

use crate::read::one_line;
use crate::{Address, Oddity};

/// A letter to more people than this is a mass mailing.
const MOST: usize = 2_000;

/// Every address of these headers, in order, once each.
pub(crate) fn addresses<'v>(
    values: impl Iterator<Item = &'v HeaderValue<'static>>,
    oddities: &mut Vec<Oddity>,
) -> Vec<Address> {
    let mut list: Vec<Address> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut add = |addr: &Addr<'_>| {
        let Some(address) = mailbox(addr) else { return };
        if !known.insert(address.clone()) {
            return;
        }
        if list.len() >= MOST {
            oddities.push(Oddity::TooManyAddresses);
            return;
        }
        let name = addr
            .name
            .as_deref()
            .map(one_line)
            .filter(|n| !n.is_empty() && n.to_lowercase() != address);
        list.push(Address { address, name });
    };
    for value in values {
        match value {
            HeaderValue::Address(mail_parser::Address::List(addrs)) => {
                addrs.iter().for_each(&mut add)
            }
            HeaderValue::Address(mail_parser::Address::Group(groups)) => {
                groups.iter().flat_map(|g| &g.addresses).for_each(&mut add)
            }
            _ => {}
        }
    }
    list
}

/// The mailbox of one entry, lower case. Names without an address are no entry,
/// except where a program wrote the address where the name belongs.
fn mailbox(addr: &Addr<'_>) -> Option<String> {
    let tidy = |text: &str| {
        let text = text
            .trim()
            .trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'' | ',' | ';'))
            .to_lowercase();
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        text.strip_prefix("mailto:")
            .map(str::to_string)
            .unwrap_or(text)
    };
    let address = addr.address.as_deref().map(tidy).unwrap_or_default();
    if address.contains('@') {
        return Some(address);
    }
    let name = addr.name.as_deref().map(tidy).unwrap_or_default();
    let like_an_address = name
        .split_once('@')
        .is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !at.contains('@'));
    if address.is_empty() && like_an_address {
        return Some(name);
    }
    None
}

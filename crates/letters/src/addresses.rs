//! Addresses out of headers: lower case, groups flattened.

use mail_parser::{Addr, HeaderValue};

use crate::Address;

/// Every address of a header, in order, once each.
pub(crate) fn addresses(value: Option<&HeaderValue<'_>>) -> Vec<Address> {
    let mut list: Vec<Address> = Vec::new();
    let mut add = |addr: &Addr<'_>| {
        let Some(address) = addr
            .address
            .as_deref()
            .map(|a| a.trim().to_lowercase())
            .filter(|a| !a.is_empty())
        else {
            return;
        };
        if list.iter().any(|known| known.address == address) {
            return;
        }
        let name = addr
            .name
            .as_deref()
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .map(str::to_string);
        list.push(Address { address, name });
    };
    match value {
        Some(HeaderValue::Address(mail_parser::Address::List(addrs))) => {
            addrs.iter().for_each(&mut add)
        }
        Some(HeaderValue::Address(mail_parser::Address::Group(groups))) => {
            groups.iter().flat_map(|g| &g.addresses).for_each(&mut add)
        }
        _ => {}
    }
    list
}

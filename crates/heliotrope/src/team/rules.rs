//! What can be decided about the team without looking anything up.

use jiff::tz::TimeZone;

/// The shortest password we take. Length is what counts; nothing else is
/// asked of it.
pub const PASSWORD_AT_LEAST: usize = 12;
/// Longer ones only keep the machine busy.
const PASSWORD_AT_MOST: usize = 1024;
const NAME_AT_MOST: usize = 100;
pub const UNDO_AT_MOST: i64 = 60;

/// What is wrong with something a person typed; each has its sentence in the
/// catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    NameMissing,
    NameTooLong,
    Address,
    AddressTaken,
    PasswordTooShort,
    PasswordTooLong,
    Zone,
    LastAdmin,
}

impl Wrong {
    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            Wrong::NameMissing | Wrong::NameTooLong => "name",
            Wrong::Address => "address",
            Wrong::AddressTaken => "address-taken",
            Wrong::PasswordTooShort | Wrong::PasswordTooLong => "password",
            Wrong::Zone => "zone",
            Wrong::LastAdmin => "last-admin",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Wrong::NameMissing => "team-name-missing",
            Wrong::NameTooLong => "team-name-too-long",
            Wrong::Address => "team-address-wrong",
            Wrong::AddressTaken => "team-address-taken",
            Wrong::PasswordTooShort => "team-password-too-short",
            Wrong::PasswordTooLong => "team-password-too-long",
            Wrong::Zone => "team-zone-unknown",
            Wrong::LastAdmin => "team-last-admin",
        }
    }
}

/// A name as it is kept: without blanks around it.
pub fn name(typed: &str) -> Result<String, Wrong> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(Wrong::NameMissing),
        1..=NAME_AT_MOST => Ok(name.to_owned()),
        _ => Err(Wrong::NameTooLong),
    }
}

/// A mail address as it is kept: lower case. Only what could never be one is
/// refused; whether it exists, a letter shows.
pub fn address(typed: &str) -> Result<String, Wrong> {
    let address = typed.trim().to_lowercase();
    let parts = address.rsplit_once('@');
    let whole = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let foreign =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
    if !whole || address.len() > 254 || address.contains(foreign) {
        return Err(Wrong::Address);
    }
    Ok(address)
}

pub fn password(typed: &str) -> Result<(), Wrong> {
    match typed.chars().count() {
        0..PASSWORD_AT_LEAST => Err(Wrong::PasswordTooShort),
        PASSWORD_AT_LEAST..=PASSWORD_AT_MOST => Ok(()),
        _ => Err(Wrong::PasswordTooLong),
    }
}

/// The name of a zone as the tables know it: "Europe/Berlin".
pub fn zone(typed: &str) -> Result<String, Wrong> {
    let zone = TimeZone::get(typed.trim()).map_err(|_| Wrong::Zone)?;
    zone.iana_name().map(str::to_owned).ok_or(Wrong::Zone)
}

/// Where a sign-in leads: only to a page of this desk.
pub fn next_page(asked: Option<&str>) -> &str {
    let page = asked
        .filter(|p| p.starts_with('/') && !p.starts_with("//") && !p.contains(['\\', '\r', '\n']));
    page.filter(|p| !p.starts_with("/sign-in") && *p != "/")
        .unwrap_or("/today")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn leads(asked: &str, to: &str) {
        assert_eq!(next_page(Some(asked)), to, "{asked}");
    }

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        leads("/cases/7?x=1", "/cases/7?x=1");
        leads("//evil.example", "/today");
        leads("/\\evil.example", "/today");
        leads("https://evil.example", "/today");
        leads("", "/today");
        leads("/sign-in?next=/sign-in", "/today");
        assert_eq!(next_page(None), "/today");
    }

    #[test]
    fn an_address_is_kept_in_lower_case_and_must_have_two_parts() {
        assert_eq!(
            address(" Maya@Lindfors.Test "),
            Ok("maya@lindfors.test".to_owned())
        );
        for wrong in [
            "",
            "maya",
            "@lindfors.test",
            "maya@",
            "ma ya@x.test",
            "a@b.test\r\nBcc: c@d.test",
            "<a@b.test>",
        ] {
            assert_eq!(address(wrong), Err(Wrong::Address), "{wrong:?}");
        }
    }

    #[test]
    fn length_is_all_that_is_asked_of_a_password() {
        assert_eq!(password("elf Zeichen"), Err(Wrong::PasswordTooShort));
        assert_eq!(password("zwölf Zeiche"), Ok(()));
        assert_eq!(password("ääääääääääää"), Ok(()));
        assert_eq!(password(&"x".repeat(2000)), Err(Wrong::PasswordTooLong));
    }

    #[test]
    fn a_zone_is_one_the_tables_know() {
        assert_eq!(zone("europe/berlin"), Ok("Europe/Berlin".to_owned()));
        assert_eq!(zone("Middle/Earth"), Err(Wrong::Zone));
    }
}

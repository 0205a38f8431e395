use super::table::TABLE;
use super::*;

fn read(toml: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("desk.toml");
    std::fs::write(&file, toml).unwrap();
    let environment = environment
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Config::read(&Sources {
        flags: Vec::new(),
        environment,
        file: Some(file),
        no_file: false,
    })
}

#[track_caller]
fn refused(toml: &str, environment: &[(&str, &str)], words: &str) {
    let told = read(toml, environment).unwrap_err().to_string();
    assert!(told.contains(words), "{told}\ndoes not say\n{words}");
}

#[test]
fn the_defaults_work_and_bind_to_loopback() {
    let config = read("", &[]).unwrap();
    assert_eq!(config.web.listen.to_string(), "127.0.0.1:4354");
    assert_eq!(config.session.days, 30);
    assert_eq!(config.limits.letter_in, 50 << 20);
    assert_eq!(config.limits.form, 25 << 20);
    assert_eq!(config.limits.letter_out, 20 << 20);
    assert_eq!(config.outbox.first_retry, Duration::from_secs(2));
    assert!(config.smtp.is_none() && config.inbound.listen.is_none());
    assert!(
        config.database.starts_with("sqlite:/")
            && config.database.ends_with("/heliotrope-data/heliotrope.db")
    );
}

#[test]
fn a_flag_beats_the_environment_and_the_environment_the_file() {
    let toml = "[web]\nlisten = \"127.0.0.1:1\"\n[session]\ndays = 7\n[log]\nlevel = \"warn\"";
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("desk.toml");
    std::fs::write(&file, toml).unwrap();
    let sources = Sources {
        environment: vec![
            ("HELIOTROPE_WEB__LISTEN".into(), "127.0.0.1:2".into()),
            ("HELIOTROPE_SESSION__DAYS".into(), "8".into()),
        ],
        file: Some(file.clone()),
        no_file: false,
        flags: Vec::new(),
    }
    .flag("web.listen", "--listen", Some("127.0.0.1:3"))
    .flag("data", "--data", None::<String>);
    let config = Config::read(&sources).unwrap();
    assert_eq!(config.web.listen.port(), 3);
    assert_eq!(config.session.days, 8);
    assert_eq!(config.log.level, "warn");
    let origin = |key| &config.shown().iter().find(|s| s.key == key).unwrap().origin;
    assert_eq!(origin("web.listen"), "--listen");
    assert_eq!(origin("session.days"), "HELIOTROPE_SESSION__DAYS");
    assert_eq!(*origin("log.level"), file.display().to_string());
    assert_eq!(origin("data"), "default");
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_name() {
    refused(
        "[web]\nlissen = \"x\"",
        &[],
        "there is no setting web.lissen",
    );
    refused("[web]\nlissen = \"x\"", &[], "the nearest is web.listen");
    refused(
        "",
        &[("HELIOTROPE_SMTP__HOSTS", "x")],
        "there is no setting HELIOTROPE_SMTP__HOSTS; the nearest is HELIOTROPE_SMTP__HOST.",
    );
    refused(
        "",
        &[("HELIOTROPE_WEB__LISTEN_FILE", "x")],
        "there is no setting HELIOTROPE_WEB__LISTEN_FILE",
    );
    assert!(read("", &[("HELIOTROPE_PORT", "tcp://10.0.0.1:4354")]).is_ok());
}

#[test]
fn a_value_that_cannot_work_names_its_key_and_the_reason() {
    refused(
        "[web]\nlisten = \"here\"",
        &[],
        "web.listen = \"here\" (from /",
    );
    refused(
        "",
        &[("HELIOTROPE_WEB__LISTEN", "here")],
        "say an address and a port, for example 127.0.0.1:4354",
    );
    refused("[web]\nlisten = \"\"", &[], "web.listen is empty");
    refused(
        "[web]\npublic_url = \"desk.example.org\"",
        &[],
        "say it like https://desk.example.org",
    );
    refused(
        "[web]\npublic_url = \"https://example.org/desk\"",
        &[],
        "never below a path. Give it a name of its own",
    );
    refused(
        "[web]\ntrusted_proxies = [\"10.0.0.1\", \"proxy\"]",
        &[],
        "proxy is no IP address and no network; say it like 10.0.0.7 or 10.0.0.0/8",
    );
    refused(
        "[database]\nurl = \"mysql://x\"",
        &[],
        "neither with sqlite: nor with postgres://",
    );
    refused("[session]\ndays = 0", &[], "from 1 to 3650");
    refused(
        "[limits]\nform = \"big\"",
        &[],
        "say a size, for example 50 MiB",
    );
    refused("[outbox]\nfirst_retry = \"soon\"", &[], "for example 2s");
    refused(
        "[smtp]\nhost = \"mail.example.org\"\ntls = \"ssl\"",
        &[],
        "none, starttls, tls",
    );
    refused("[smtp]\nuser = \"desk\"", &[], "smtp.host is missing");
    refused(
        "[smtp]\nhost = \"mail.example.org\"\npassword = \"x\"",
        &[],
        "smtp.user is missing",
    );
    refused("[web]\nhttps = \"yes\"", &[], "say one of off, acme, files");
    refused(
        "[web]\nhttps = \"acme\"",
        &[],
        "needs web.public_url, the https address that people use",
    );
    refused(
        "[web]\nhttps = \"acme\"\npublic_url = \"https://192.0.2.7\"",
        &[],
        "a name in web.public_url that the internet knows",
    );
    refused(
        "[web]\nhttps = \"files\"\npublic_url = \"https://desk.example.org\"\ncertificate = \"a.pem\"",
        &[],
        "needs web.certificate and web.certificate_key",
    );
    refused(
        "[acme]\ndirectory = \"http://ca.example/directory\"",
        &[],
        "say the https address of an ACME directory",
    );
    refused("[acme]\ncontact = \"me\"", &[], "say a mail address");
    refused(
        "[web]\nredirect_listen = \"127.0.0.1:80\"",
        &[],
        "web.public_url is missing",
    );
    refused("[web\n", &[], "reading /");
}

#[test]
fn secrets_come_from_files_too_and_are_never_shown() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("password");
    std::fs::write(&file, "hunter 2\n").unwrap();
    let path = file.display().to_string();
    let environment = [
        ("HELIOTROPE_SMTP__HOST", "mail.example.org"),
        ("HELIOTROPE_SMTP__USER", "desk"),
        ("HELIOTROPE_SMTP__PASSWORD_FILE", path.as_str()),
        (
            "HELIOTROPE_DATABASE__URL",
            "postgres://desk:hunter3@db/desk",
        ),
    ];
    let config = read("", &environment).unwrap();
    let smtp = config.smtp.as_ref().unwrap();
    assert_eq!(
        (smtp.password.as_deref(), smtp.port),
        (Some("hunter 2"), 587)
    );
    let everything = format!(
        "{} {config:?}",
        serde_json::to_string(config.shown()).unwrap()
    );
    assert!(
        !everything.contains("hunter 2") && !everything.contains("hunter3"),
        "{everything}"
    );
    let told = config.keys().unwrap_err().to_string();
    assert!(
        told.contains("HELIOTROPE_KEY") && told.contains("openssl rand -hex 32"),
        "{told}"
    );
    refused(
        "",
        &[("HELIOTROPE_KEY_FILE", "/nowhere/key")],
        "reading /nowhere/key",
    );
}

/// A key that nothing reads would be a promise that nobody keeps.
#[test]
fn every_key_of_the_table_is_read() {
    let source = concat!(
        include_str!("../config.rs"),
        include_str!("https.rs"),
        include_str!("oauth.rs")
    );
    for key in TABLE {
        assert!(
            source.contains(&format!("(\"{}\", ", key.name)),
            "{} is not read",
            key.name
        );
        assert!(key.about.ends_with('.'), "{} has no sentence", key.name);
    }
}

#[test]
fn the_documentation_lists_every_key_as_it_is() {
    let mut table = String::from("| setting | without it | what it is |\n|---|---|---|\n");
    for key in TABLE {
        let default = match key.default {
            Some("") | None => String::new(),
            Some(default) => format!("`{default}`"),
        };
        let secret = if key.secret { " A secret." } else { "" };
        table += &format!("| `{}` | {default} | {}{secret} |\n", key.name, key.about);
    }
    let document = include_str!("../../../../../docs/self-hosting.md");
    assert!(
        document.contains(&table),
        "docs/self-hosting.md does not hold this table:\n\n{table}"
    );
}

/// A provider of one's own is whole or none, and no token travels in the open.
#[test]
fn a_provider_of_ones_own_is_named_whole() {
    let whole = "[oauth]\nname = \"Acme\"\nauthorize_url = \"https://login.acme.example/auth\"\n\
                 token_url = \"https://login.acme.example/token\"\nscopes = \"mail offline_access\"\n\
                 hosts = \"IMAP.acme.example, smtp.acme.example\"\n";
    let oauth = read(whole, &[]).unwrap().oauth.unwrap();
    assert_eq!(oauth.scopes, ["mail", "offline_access"]);
    assert_eq!(oauth.hosts, ["imap.acme.example", "smtp.acme.example"]);
    assert_eq!(oauth.client, None);
    assert!(read("", &[]).unwrap().oauth.is_none());
    refused(
        &whole.replace(
            "https://login.acme.example/token",
            "http://login.acme.example/token",
        ),
        &[],
        "tokens travel by https only",
    );
    refused(
        "[oauth]\nclient_id = \"desk\"\n",
        &[],
        "oauth.hosts is missing",
    );
    refused(
        &format!("{whole}client_secret = \"x\"\n"),
        &[],
        "oauth.client_id is missing",
    );
}

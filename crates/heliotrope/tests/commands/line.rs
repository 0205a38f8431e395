//! The command line itself, and what opens no database.

use serde_json::{Value, json};

use crate::folder::{Folder, letter};

#[test]
fn a_wrong_line_is_one_sentence_with_the_nearest_name_and_ends_with_2() {
    let folder = Folder::new();
    for (line, words) in [
        ("", "say what to do, one of demo, serve, setup, receive"),
        (
            "recieve",
            "there is no command \"recieve\"; the nearest is \"receive\"",
        ),
        (
            "user ad",
            "there is no command \"ad\"; the nearest is \"add\"",
        ),
        (
            "user",
            "say what to do, one of add, list, disable, password, link",
        ),
        (
            "serve --lisen x",
            "`heliotrope serve` has no --lisen; the nearest is --listen",
        ),
        (
            "user add maya@example.org",
            "needs --name <NAME> and --role <ROLE> too",
        ),
        (
            "user add a@b.example --name A --role boss",
            "say one of admin, lead, agent, light",
        ),
        (
            "receive --mailbox help",
            "\"help\" cannot be --mailbox <ADDR>: write it like help@example.org",
        ),
        ("read", "`heliotrope read` needs <FILE>... too"),
        (
            "mailbox add a@b.example --smtp mail",
            "\"mail\" is no server address",
        ),
    ] {
        let words_of_line: Vec<&str> = line.split_whitespace().collect();
        folder.run(&words_of_line).refused(2, words);
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0
    );
}

#[test]
fn help_has_examples_and_ends_with_0() {
    let folder = Folder::new();
    for line in [
        "demo",
        "serve",
        "receive",
        "read",
        "doctor",
        "user add",
        "user list",
        "user disable",
        "user password",
        "user link",
        "token create",
        "mailbox add",
        "mailbox list",
        "mailbox test",
        "key rotate",
        "config show",
        "healthcheck",
        "completions",
        "man",
    ] {
        let mut words: Vec<&str> = line.split(' ').collect();
        words.push("--help");
        let help = folder.run(&words).ended(0).out;
        assert!(
            help.contains("Example") && help.contains(&format!("heliotrope {line}")),
            "{help}"
        );
        assert!(!help.contains('\u{1b}'), "colours in a pipe");
    }
    assert!(
        folder
            .run(&["completions", "bash"])
            .ended(0)
            .out
            .contains("_heliotrope()")
    );
    assert!(
        folder
            .run(&["man"])
            .ended(0)
            .out
            .contains("HELIOTROPE RECEIVE")
    );
    assert!(
        folder
            .run(&["man"])
            .ended(0)
            .out
            .contains("HELIOTROPE MAILBOX TEST")
    );
    assert!(
        folder
            .run(&["--version"])
            .ended(0)
            .out
            .starts_with("heliotrope ")
    );
}

#[test]
fn a_configuration_that_cannot_work_names_its_key_before_anything_is_opened() {
    let folder = Folder::new();
    std::fs::write(
        folder.path().join("heliotrope.toml"),
        "[smtp]\nhost = \"m\"\nprot = 25\n",
    )
    .expect("written");
    for line in [
        &["serve"][..],
        &["receive"],
        &["doctor"],
        &["user", "list"],
        &["config", "show"],
    ] {
        folder.run(line).refused(
            1,
            "there is no setting smtp.prot (from heliotrope.toml); the nearest is smtp.port",
        );
    }
    std::fs::write(
        folder.path().join("heliotrope.toml"),
        "[web]\nlisten = \"here\"\n",
    )
    .expect("written");
    folder.run(&["serve"]).refused(
        1,
        "web.listen = \"here\" (from heliotrope.toml): say an address and a port",
    );
    folder
        .run(&["serve", "--config", "none.toml"])
        .refused(1, "reading none.toml: No such file");
    folder
        .run(&["doctor", "--database", "mysql://x", "--config", "/dev/null"])
        .refused(1, "database.url = \"mysql://x\" (from --database)");
    folder
        .run(&[
            "serve",
            "--database",
            "postgres://desk@127.0.0.1:1/desk",
            "--listen",
            "127.0.0.1:0",
        ])
        .refused(1, "HELIOTROPE_KEY");
    assert!(
        !folder
            .path()
            .join("heliotrope-data")
            .join("heliotrope.db")
            .exists()
    );
}

#[test]
fn read_says_what_it_understands_as_it_goes_and_names_what_it_cannot_open() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("a.eml"), letter("1", "Help@Example.org")).expect("written");
    std::fs::write(folder.path().join("b.eml"), b"\xff\xfe\x00").expect("written");
    std::fs::write(folder.path().join("list"), "b.eml\r\n\na.eml\n").expect("written");
    let ran = folder
        .run(&[
            "read",
            "--json",
            "a.eml",
            "missing.eml",
            "@list",
            "@no-list",
        ])
        .ended(1);
    let read: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let files: Vec<&str> = read
        .iter()
        .map(|r| r["file"].as_str().expect("a name"))
        .collect();
    assert_eq!(files, ["a.eml", "b.eml", "a.eml"]);
    assert_eq!(
        (&read[0]["to"], &read[0]["message_id"]),
        (&json!(["help@example.org"]), &json!("1@customers.example"))
    );
    assert_eq!(read[0]["reply_text"], "Where is it? 1");
    assert!(
        ran.err.contains("missing.eml: No such file") && ran.err.contains("no-list: No such file"),
        "{}",
        ran.err
    );
    let sheet = folder.run(&["read", "a.eml"]).ended(0).out;
    assert!(
        sheet.contains("Subject      My book") && sheet.contains("-- New words\nWhere is it? 1"),
        "{sheet}"
    );
    assert!(!folder.path().join("heliotrope-data").exists());
}

#[test]
fn config_show_says_where_each_value_came_from_and_masks_secrets() {
    let folder = Folder::new();
    std::fs::write(
        folder.path().join("heliotrope.toml"),
        "[smtp]\nhost = \"mail.example\"\nuser = \"desk\"\npassword = \"hunter 2\"\n",
    )
    .expect("written");
    let shown = folder
        .run(&["config", "show", "--origin", "--data", "elsewhere"])
        .ended(0)
        .out;
    let line = |key: &str| {
        shown
            .lines()
            .find(|l| l.starts_with(key))
            .expect("a line")
            .split_whitespace()
            .collect::<Vec<_>>()
    };
    assert_eq!(line("data "), ["data", "elsewhere", "--data"]);
    assert_eq!(
        line("smtp.host"),
        ["smtp.host", "mail.example", "heliotrope.toml"]
    );
    assert_eq!(
        line("smtp.password"),
        ["smtp.password", "********", "heliotrope.toml"]
    );
    assert!(!shown.contains("hunter 2"));
}

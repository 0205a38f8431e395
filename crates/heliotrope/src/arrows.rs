//! The invariants of the house, held by reading the sources.

mod addresses;
mod doors;
pub mod explained;
mod locks;
mod received;
mod sources;

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::http::Method;

use self::sources::product_sources;
pub use self::sources::{Source, sources};
use crate::app::MIGRATIONS;
use crate::team::Role;
use crate::testing::TestDesk;
use crate::web::Who;

/// The folders in order: each uses only what stands before it.
const ORDER: &[&str] = &[
    "kit",
    "web",
    "events",
    "outbox",
    "team",
    "teams",
    "hours",
    "mailboxes",
    "consents",
    "people",
    "messages",
    "merging",
    "wordlists",
    "needs",
    "promises",
    "later",
    "receipts",
    "plans",
    "restitution",
    "goodwill",
    "causes",
    "tradeoffs",
    "answers",
    "checkins",
    "billing",
    "apologies",
    "complaints",
    "proposals",
    "notices",
    "cases",
    "filters",
    "intake",
    "fetch",
    "mailroom",
    "search",
    "inbox",
    "portal",
    "backups",
    "erasure",
    "health",
    "setup",
    "demo",
    "app",
];

/// What stands above all folders: they may be used by none of them, save in tests.
const TOP: [&str; 6] = ["main", "lib", "arrows", "testing", "stories", "commands"];

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Invariant 1.
#[test]
fn no_arrow_points_down_the_list() {
    let rank = |name: &str| ORDER.iter().position(|folder| *folder == name);
    let mut wrong = Vec::new();
    for source in product_sources() {
        let folder = source.folder().to_owned();
        if TOP.contains(&folder.as_str()) {
            continue;
        }
        let Some(own) = rank(&folder) else {
            wrong.push(format!(
                "{}: {folder} has no place in the order of the folders",
                source.path
            ));
            continue;
        };
        for name in source.names() {
            match rank(&name) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!(
                    "{}: {folder} stands before {name} and may not use it",
                    source.path
                )),
                None => wrong.push(format!("{}: {name} is no folder it may use", source.path)),
            }
        }
    }
    none(&wrong);
}

#[test]
fn the_names_a_file_uses_are_read_from_every_form_of_use() {
    let source = Source {
        path: "web/gate.rs".to_owned(),
        text: "use crate::kit::{At, Clock};\nuse crate::{events, people::Name, needs::{self, State}};\n\
               fn f() { crate::team::alone() }\n// crate::portal\n#[cfg(test)]\nmod tests { use crate::demo; }"
            .to_owned(),
    };
    assert_eq!(source.names(), ["kit", "events", "people", "needs", "team"]);
    assert_eq!(source.folder(), "web");
}

/// Invariant 2.
#[test]
fn rules_decide_without_asking_the_world() {
    let foreign = [
        ".await",
        "async ",
        "sql!",
        "Tx<",
        "axum::",
        "http::",
        "tokio::",
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "ToSocketAddrs",
        "std::fs",
        "std::env",
        "std::process",
        "Clock",
        "SystemTime",
        "Instant",
        "Timestamp::now",
        "Zoned::now",
        "reqwest",
        "lettre",
    ];
    let mut wrong = Vec::new();
    let rules = |s: &Source| s.path.ends_with("/rules.rs") || s.path.contains("/rules/");
    let files: Vec<Source> = product_sources().into_iter().filter(rules).collect();
    assert!(files.len() >= 5, "the rules were found");
    for source in files {
        let code = source.product();
        for word in foreign.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{}: a rule says {word}", source.path));
        }
    }
    none(&wrong);
}

/// Invariant 3, the place.
#[test]
fn sql_stands_only_in_the_stores() {
    let mut wrong = Vec::new();
    for source in product_sources() {
        if source.path.ends_with("/store.rs")
            || source.path.contains("/store/")
            || source.folder() == "arrows"
        {
            continue;
        }
        let code = source.product();
        for word in [
            "sql!(",
            "\"SELECT ",
            "\"INSERT INTO ",
            "\"DELETE FROM ",
            "\"UPDATE ",
        ] {
            if code.contains(word) {
                wrong.push(format!("{}: {word} outside a store", source.path));
            }
        }
    }
    none(&wrong);
}

/// Invariant 3, the text.
#[tokio::test]
async fn every_statement_prepares_on_every_engine() {
    store::testing::each(MIGRATIONS, |db| async move {
        assert!(
            store::registered().count() > 50,
            "the statements were found"
        );
        none(&store::testing::prepare_all(&db).await);
    })
    .await;
}

/// Invariant 7.
#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let seen = Mutex::new(Vec::new());
    store::testing::each(MIGRATIONS, |db| {
        let seen = &seen;
        async move {
            let columns = store::testing::columns(&db).await;
            assert!(columns.iter().any(|c| c == "cases.subject"), "{columns:?}");
            seen.lock().unwrap().push(columns);
        }
    })
    .await;
    let seen = seen.into_inner().unwrap();
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:#?}");
}

/// Needs, how they were settled and how somebody was told are never counted for
/// one of us: no statement that adds them up looks at who did it.
#[test]
fn nobody_counts_needs_for_one_agent() {
    let mut counted = 0;
    let mut wrong = Vec::new();
    for sql in store::registered() {
        let text = sql.render(store::Engine::Sqlite).to_lowercase();
        let of_needs = ["need ", "settlement ", "told "].iter().any(|table| {
            text.contains(&format!("from {table}")) || text.contains(&format!("join {table}"))
        });
        let adds_up = ["count(", "sum(", "avg(", "group by"]
            .iter()
            .any(|word| text.contains(word));
        if !(of_needs && adds_up) {
            continue;
        }
        counted += 1;
        if ["by_actor", "agent_id", "'agent:'", ".author"]
            .iter()
            .any(|who| text.contains(who))
        {
            wrong.push(text);
        }
    }
    assert!(counted > 3, "the team's figures were found: {counted}");
    none(&wrong);
}

/// Doors that change something without asking who comes: each was thought
/// about. They are rate-limited, hold a random row in their path, or exist in
/// the demo only.
const OPEN_DOORS: &[(&str, &str)] = &[
    ("POST", "/sign-in"),
    ("POST", "/reset"),
    ("POST", "/sign-in/link/{token}"),
    ("POST", "/setup/{token}"),
    ("POST", "/write"),
    ("POST", "/write/{mailbox}"),
    ("POST", "/c/{token}/write"),
    ("POST", "/c/{token}/plan"),
    ("POST", "/c/{token}/quote"),
    ("POST", "/c/{token}/not-yet"),
    ("POST", "/c/{token}/settled"),
    ("POST", "/c/{token}/offer"),
    ("POST", "/c/{token}/release"),
    ("POST", "/c/{token}/take"),
    ("POST", "/c/{token}/need-words"),
    ("POST", "/c/{token}/give/{need}"),
];

/// Invariant 6: every route, with who may and who may not.
#[tokio::test]
async fn every_route_lets_in_who_may_and_nobody_else() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    // The first of them is who the routes' "1" means: one route disables her.
    desk.agent("Nora", Role::Agent).await;
    let mut browsers = Vec::new();
    for (name, role) in [
        ("Ana", Role::Light),
        ("Maya", Role::Agent),
        ("Jo", Role::Lead),
        ("Priya", Role::Admin),
    ] {
        browsers.push((role, desk.agent(name, role).await));
    }
    let mut wrong = Vec::new();
    for (method, path, who) in crate::app::routes().table() {
        let least = match who {
            Who::Anyone | Who::Link | Who::Demo => None,
            Who::Light => Some(Role::Light),
            Who::Agent => Some(Role::Agent),
            Who::Lead => Some(Role::Lead),
            Who::Admin => Some(Role::Admin),
        };
        if least.is_none() && !method.is_safe() && !OPEN_DOORS.contains(&(method.as_str(), path)) {
            wrong.push(format!(
                "{method} {path} changes something for anybody: think, then add it to OPEN_DOORS"
            ));
        }
        let visitor = desk.visitor();
        let status = visitor.knock(method.clone(), path).await;
        let outside = status == "401" || status == "303 to /sign-in";
        if outside != least.is_some() {
            wrong.push(format!(
                "{method} {path} ({who:?}) answers a visitor {status}"
            ));
        }
        if *who == Who::Demo && status != "404" {
            wrong.push(format!(
                "{method} {path} is there outside the demo: {status}"
            ));
        }
        for (role, agent) in &browsers {
            // A session of its own each time: one of the routes ends it.
            let status = desk
                .browser_of(*agent)
                .await
                .knock(method.clone(), path)
                .await;
            let refused = status == "403";
            if refused != least.is_some_and(|least| *role < least) {
                wrong.push(format!(
                    "{method} {path} ({who:?}) answers {role:?} {status}"
                ));
            }
        }
    }
    none(&wrong);
}

/// Invariant 8.
#[test]
fn every_folder_begins_with_its_story() {
    let mut wrong = Vec::new();
    let story = |s: &Source| s.path.ends_with("/mod.rs") && s.path.matches('/').count() == 1;
    let files: Vec<Source> = sources().into_iter().filter(story).collect();
    assert!(files.len() >= 5, "the folders were found");
    for source in files {
        let lines = source
            .text
            .lines()
            .take_while(|l| l.starts_with("//!"))
            .count();
        // The command line is no word of the domain: one sentence will do.
        let least = if TOP.contains(&source.folder()) { 1 } else { 4 };
        if !(least..=20).contains(&lines) {
            wrong.push(format!("{}: its story has {lines} lines", source.path));
        }
    }
    none(&wrong);
}

/// Invariant 10: every GET of the table, asked by an admin and by a visitor,
/// leaves every row as it was, save the audit and a session's last use.
#[tokio::test]
async fn a_get_changes_nothing() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let priya = desk.sign_in("Priya", Role::Admin).await;
    desk.case("Ines", "the download link I paid for").await;
    desk.case("Okafor", "the parcel is wet").await;
    let tables = tables(&desk).await;
    let mut wrong = Vec::new();
    let gets = crate::app::routes();
    let gets = gets
        .table()
        .iter()
        .filter(|(method, _, _)| *method == Method::GET);
    for (_, path, _) in gets {
        let before = everything(&desk, &tables).await;
        priya.knock(Method::GET, path).await;
        desk.visitor().knock(Method::GET, path).await;
        let after = everything(&desk, &tables).await;
        for (table, rows) in &before {
            if after[table] != *rows {
                wrong.push(format!("GET {path} changes {table}"));
            }
        }
    }
    none(&wrong);
}

/// All tables but the audit, with what is compared of each. The words of the
/// index are a type of PostgreSQL's own; their row follows what it indexes.
pub async fn tables(desk: &TestDesk) -> Vec<(String, store::Sql)> {
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for column in store::testing::columns(&desk.desk.db).await {
        let (table, column) = column.split_once('.').unwrap();
        let passing = [("session", "used_at"), ("search_doc", "words")];
        if table != "audit" && !passing.contains(&(table, column)) {
            columns
                .entry(table.to_owned())
                .or_default()
                .push(column.to_owned());
        }
    }
    let statement = |(table, columns): (String, Vec<String>)| {
        // Made here and not by sql!, because the tables are known only now.
        let text = format!("SELECT {} FROM {table} ORDER BY 1", columns.join(", "));
        (
            table,
            store::Sql::new(Box::leak(text.into_boxed_str()), file!(), line!()),
        )
    };
    columns.into_iter().map(statement).collect()
}

/// Every row of `tables`, as text.
pub async fn everything(
    desk: &TestDesk,
    tables: &[(String, store::Sql)],
) -> BTreeMap<String, String> {
    let tables = tables.to_vec();
    desk.read(move |tx| {
        let mut all = BTreeMap::new();
        for (table, sql) in tables {
            all.insert(table, format!("{:?}", tx.query(sql, &[])?));
        }
        Ok(all)
    })
    .await
}

/// The E of the ribbon is the agent's: no column could hold a measure of it.
#[tokio::test]
async fn no_column_holds_what_anyone_felt() {
    const FELT: [&str; 7] = [
        "empathy",
        "mood",
        "sentiment",
        "emotion",
        "feeling",
        "sincerity",
        "satisfaction",
    ];
    store::testing::each(MIGRATIONS, |db| async move {
        let columns = store::testing::columns(&db).await;
        assert!(
            columns.iter().any(|c| c == "settlement.by_actor"),
            "{columns:?}"
        );
        let felt = |column: &&String| FELT.iter().any(|word| column.contains(word));
        none(&columns.iter().filter(felt).cloned().collect::<Vec<_>>());
    })
    .await;
}

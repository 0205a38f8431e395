//! The store at its own door: every test runs on both engines where it can.

mod blobs;
mod copy;
mod erasure;
mod jobs;
mod nodes;
mod properties;
mod schema;
mod search;
mod transactions;
mod turns;

use store::Migration;

/// A small shop, so that statements have something to speak of.
pub const SHOP: &[Migration] = &[Migration {
    number: 1,
    name: "shop",
    shared: "
        CREATE TABLE shelf (id {id}, name {text} NOT NULL UNIQUE, open {bool} NOT NULL, room {int});
        CREATE TABLE thing (
            id {id}, shelf_id {int} NOT NULL REFERENCES shelf (id), label {text}, photo {blob}
        );",
    sqlite: None,
    postgres: None,
}];

//! Pieces of a backup into an open database that is empty.

use std::collections::BTreeMap;

use store::copy::{Table, row_of};
use store::{Db, Error, PreparedBlob, Row};

use super::pack::{Manifest, Piece};
use super::rules::{Sealed, sealed_in};

/// Bytes that are written together: each transaction waits for the disk.
const TOGETHER: usize = 200;
const TOGETHER_BYTES: usize = 8 << 20;

pub struct Loader {
    db: Db,
    tables: BTreeMap<String, Table>,
    /// Only the list of bytes is written: enough to try the rows out.
    hollow: bool,
    blobs: Vec<PreparedBlob>,
    listed: Vec<(String, i64)>,
    waiting: usize,
    pub sealed: Vec<Sealed>,
    pub key: Option<String>,
}

impl Loader {
    pub async fn new(db: Db, hollow: bool) -> anyhow::Result<Loader> {
        let tables = db.read(|tx| tx.tables()).await?;
        Ok(Loader {
            db,
            tables: tables.into_iter().map(|t| (t.name.clone(), t)).collect(),
            hollow,
            blobs: Vec::new(),
            listed: Vec::new(),
            waiting: 0,
            sealed: Vec::new(),
            key: None,
        })
    }

    pub async fn take(&mut self, piece: Piece) -> anyhow::Result<()> {
        match piece {
            Piece::Key(key) => self.key = Some(key),
            Piece::Blob { digest, bytes } => {
                self.waiting += bytes.len();
                match self.hollow {
                    true => self.listed.push((digest, bytes.len() as i64)),
                    false => self.blobs.push(self.db.prepare_blob(bytes).await?),
                }
                if self.blobs.len() + self.listed.len() >= TOGETHER
                    || (self.waiting >= TOGETHER_BYTES && !self.hollow)
                {
                    self.flush().await?;
                }
            }
            Piece::Rows { table, lines } => {
                self.flush().await?;
                self.rows(&table, &lines).await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.waiting = 0;
        let (blobs, listed) = (
            std::mem::take(&mut self.blobs),
            std::mem::take(&mut self.listed),
        );
        if blobs.is_empty() && listed.is_empty() {
            return Ok(());
        }
        self.db
            .write(move |tx| {
                for (digest, size) in &listed {
                    tx.put_hollow_blob(digest, *size)?;
                }
                blobs.iter().try_for_each(|blob| tx.keep_bytes(blob))
            })
            .await
    }

    async fn rows(&mut self, name: &str, lines: &str) -> anyhow::Result<()> {
        let table = self.tables.get(name);
        let table = table.ok_or_else(|| anyhow::anyhow!("there is no table {name}"))?;
        let rows: Result<Vec<Row>, Error> = lines.lines().map(|line| row_of(table, line)).collect();
        let (rows, table) = (rows?, table.clone());
        for row in &rows {
            self.sealed.extend(sealed_in(&table, row));
        }
        self.db.write(move |tx| tx.put(&table, &rows)).await?;
        Ok(())
    }

    /// Writes what is left, continues the numbering and holds every table
    /// against the manifest.
    pub async fn finish(&mut self, manifest: &Manifest) -> anyhow::Result<()> {
        self.flush().await?;
        for table in self.tables.values() {
            let Some(listed) = manifest.tables.get(&table.name) else {
                anyhow::bail!("the manifest does not list the table {}", table.name);
            };
            let (table, last) = (table.clone(), listed.last);
            let name = table.name.clone();
            if let Some(last) = last {
                let table = table.clone();
                self.db.write(move |tx| tx.number_on(&table, last)).await?;
            }
            let counted = self.db.read(move |tx| tx.count_table(&table)).await?;
            anyhow::ensure!(
                counted.rows == listed.rows && counted.digest == listed.sha256,
                "the table {name} holds {} rows that are not the {} of the backup",
                counted.rows,
                listed.rows
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backups::pack::blob_line;

    #[tokio::test]
    async fn the_line_of_bytes_is_the_stores_own() {
        let test = ::store::testing::TestDb::sqlite(crate::app::MIGRATIONS).await;
        let ready = test.db.prepare_blob(b"a letter".to_vec()).await.unwrap();
        let digest = ready.digest().to_owned();
        test.db
            .write(move |tx| tx.keep_bytes(&ready))
            .await
            .unwrap();
        let tables = test.db.read(|tx| tx.tables()).await.unwrap();
        let blob = tables.into_iter().find(Table::is_blobs).unwrap();
        let rows = test.db.read(move |tx| {
            let rows = store::copy::Walk::from_start().next(tx, &blob)?;
            Ok::<_, Error>(store::copy::line_of(&blob, &rows[0]))
        });
        assert_eq!(rows.await.unwrap(), blob_line(&digest, 8));
    }
}

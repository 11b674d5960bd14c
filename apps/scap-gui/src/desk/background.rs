//! Meeting the server beside everything else: whether it is there is shown, and never waited for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use scap_card::AllReaders;
use scap_desk::{DeskError, Settings};
use scap_flow::{Ask, CardSelection, Driver, Meet, Outcome};

use super::{Met, News, Post, Trouble};

/// Meets servers, each on a thread of its own.
pub(super) struct Background {
    post: Post,
    /// Counts meetings: what an earlier one finds is told no more.
    newest: Arc<AtomicU64>,
    /// The same of what is only tried.
    newest_try: Arc<AtomicU64>,
}

impl Background {
    pub(super) fn new(post: Post) -> Self {
        Self { post, newest: Arc::default(), newest_try: Arc::default() }
    }

    /// Meets the server of the settings that are used.
    pub(super) fn meet(&self, settings: Settings) {
        let (post, newest) = (self.post.clone(), Arc::clone(&self.newest));
        let number = newest.fetch_add(1, Ordering::SeqCst) + 1;
        thread::spawn(move || {
            let (met, told) = meet(&settings);
            if newest.load(Ordering::SeqCst) == number {
                post.send(News::Met(met));
            }
            told.into_iter().for_each(|news| post.send(News::Told(news)));
        });
    }

    /// Meets the server of settings that are only tried.
    pub(super) fn try_settings(&self, settings: Settings) {
        let (post, newest) = (self.post.clone(), Arc::clone(&self.newest_try));
        let number = newest.fetch_add(1, Ordering::SeqCst) + 1;
        thread::spawn(move || {
            let met = meet(&settings).0;
            if newest.load(Ordering::SeqCst) == number {
                post.send(News::Tried(met));
            }
        });
    }
}

fn meet(settings: &Settings) -> (Result<Met, Trouble>, Vec<scap_flow::News>) {
    let made = || -> Result<Driver, DeskError> {
        let readers = Box::new(AllReaders::new(Vec::new()));
        let server = Box::new(settings.client()?);
        Ok(Driver::new(Meet::new(), readers, CardSelection::default(), Some(server), settings.journal()?))
    };
    let mut driver = match made() {
        Ok(driver) => driver,
        Err(error) => return (Err((&error).into()), Vec::new()),
    };
    let met = match driver.start() {
        Ask::Done(Outcome::Met(versions)) => Ok(Met { versions, standing: driver.standing().cloned() }),
        Ask::Refused(failure) => Err((&failure).into()),
        _ => Err(Trouble::new("cancelled", serde_json::Map::new())),
    };
    (met, driver.take_news())
}

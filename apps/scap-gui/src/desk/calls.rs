//! Calls of the server that a person need not wait for.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Sender, channel},
    },
    thread,
};

use scap_flow::{Server, ServerReply, ServerRequest};
use scap_proto::{Client, ServerError};

use super::{News, Post};

/// What the server is asked for, as far as people are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Call {
    /// Anything that changes nothing: versions, terms, applications.
    Read,
    /// A nonce or a serial is fetched: nothing follows from it by itself.
    Request,
    /// Something is opened or ended.
    Change,
    /// A certificate or a write is recorded.
    Record,
}

impl Call {
    /// Whether something may have been done when its answer was not awaited.
    pub(crate) const fn changes(self) -> bool {
        matches!(self, Self::Change | Self::Record)
    }
}

type Reply = Result<ServerReply, ServerError>;

/// The call that is open, if one is.
#[derive(Debug, Default)]
pub(super) struct Calls {
    open: Mutex<Option<Sender<Reply>>>,
    abandoned: AtomicBool,
}

impl Calls {
    /// A new function: nobody has left it.
    pub(super) fn begin(&self) {
        self.abandoned.store(false, Ordering::SeqCst);
    }

    /// Nobody waits for the server any more: neither for the call that is open nor for another one of this function.
    pub(super) fn abandon(&self) {
        self.abandoned.store(true, Ordering::SeqCst);
        if let Some(open) = self.open().take() {
            // It may have been answered just now.
            let _ = open.send(Err(ServerError::Abandoned));
        }
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Option<Sender<Reply>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server whose calls can be abandoned. What was asked goes on by itself until it is answered or times out.
pub(super) struct Abandonable {
    client: Client,
    calls: Arc<Calls>,
    post: Post,
}

impl Abandonable {
    pub(super) const fn new(client: Client, calls: Arc<Calls>, post: Post) -> Self {
        Self { client, calls, post }
    }
}

impl Server for Abandonable {
    fn url(&self) -> &str {
        self.client.url().as_str()
    }

    fn call(&mut self, request: ServerRequest) -> Reply {
        let (reply, replies) = channel();
        *self.calls.open() = Some(reply.clone());
        // Looked at after the call can be abandoned, so that no wish to leave is lost in between.
        if self.calls.abandoned.load(Ordering::SeqCst) {
            return Err(ServerError::Abandoned);
        }
        self.post.send(News::Calling(Some(kind(&request))));
        let mut client = self.client.clone();
        thread::spawn(move || {
            // Nobody may be waiting any more.
            let _ = reply.send(client.call(request));
        });
        let outcome = replies.recv().unwrap_or(Err(ServerError::Abandoned));
        *self.calls.open() = None;
        self.post.send(News::Calling(None));
        outcome
    }
}

const fn kind(request: &ServerRequest) -> Call {
    match request {
        ServerRequest::Version
        | ServerRequest::Terms
        | ServerRequest::Catalogue
        | ServerRequest::Application(_)
        | ServerRequest::Records(_) => Call::Read,
        ServerRequest::Nonce | ServerRequest::Issue(_) => Call::Request,
        ServerRequest::Activate(_) | ServerRequest::Deactivate { .. } => Call::Change,
        ServerRequest::Record(_) | ServerRequest::RecordDelegation { .. } | ServerRequest::Written(_) => {
            Call::Record
        }
    }
}

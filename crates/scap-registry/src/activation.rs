//! F1: a secondary card asks to open its authorization area, with its user code.

use scap_ac::{CardRank, UnixTime};
use scap_proto::{
    jws::Jws,
    wire::{ACTIVATIONS, Activation, ActivationReply},
};
use zeroize::Zeroizing;

use crate::{
    audit::{Act, Event},
    error::{InternalError, RegistryError},
    registry::{Registry, Signed, spend},
    store, user_code,
};

/// Tries of a user code (manual § 7.1).
const TRIES: u32 = 3;

impl Registry {
    /// `POST /v1/activations`: agrees that the signing card's area is opened. Asking again with the right
    /// code is answered with the time of the first agreement.
    ///
    /// A try is counted before the code is looked at, and given back if the code is right: no crash gives
    /// one away.
    ///
    /// # Errors
    ///
    /// `request.*`, `card.*` (`card.not_secondary`, `card.not_registered`), `user_code.incorrect`,
    /// `user_code.locked`, `server.*`.
    pub async fn activate(&self, request: &Jws, now: UnixTime) -> Result<ActivationReply, RegistryError> {
        let mut act = Act::new("activation", now);
        let outcome = self.try_activate(request, &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_activate(&self, request: &Jws, act: &mut Act) -> Result<ActivationReply, RegistryError> {
        let now = act.at();
        let Signed { card, nonce, payload } = self.accept::<Activation>(request, ACTIVATIONS, act)?;
        let user_code = Zeroizing::new(payload.user_code);
        if card.rank() != CardRank::Secondary {
            return Err(RegistryError::NotSecondary);
        }

        let mut transaction = self.store.write().await?;
        spend(&mut transaction, &nonce, now).await?;
        let registered = store::register::find(&mut transaction, &card).await?;
        let registered = registered.ok_or(RegistryError::NotRegistered)?;
        if registered.wrong_tries >= TRIES {
            return Err(RegistryError::UserCodeLocked);
        }
        store::register::count_try(&mut transaction, &card).await?;
        transaction.commit().await?;

        if !self.is_code(user_code, registered.user_code_hash).await? {
            return Err(match TRIES.saturating_sub(registered.wrong_tries).saturating_sub(1) {
                0 => RegistryError::UserCodeLocked,
                tries_left => RegistryError::UserCodeIncorrect { tries_left },
            });
        }

        let mut transaction = self.store.write().await?;
        let before = store::register::find(&mut transaction, &card).await?;
        let before = before.and_then(|registered| registered.activated_at);
        store::register::activate(&mut transaction, &card, now).await?;
        if before.is_none() {
            let mut act = Act::new("activation", now);
            act.names_card(&card);
            act.is_of(card.business_number());
            act.record(&mut transaction, Event::Activated).await?;
        }
        transaction.commit().await?;
        Ok(ActivationReply { activated_at: before.unwrap_or(now).to_string() })
    }

    /// Whether the code is right; hashes away from the threads that answer requests.
    async fn is_code(&self, user_code: Zeroizing<String>, hash: String) -> Result<bool, RegistryError> {
        // The semaphore is never closed.
        let _permit = self.hashers.acquire().await;
        let outcome = tokio::task::spawn_blocking(move || user_code::matches(&user_code, &hash)).await;
        Ok(outcome.map_err(InternalError::Task)??)
    }
}

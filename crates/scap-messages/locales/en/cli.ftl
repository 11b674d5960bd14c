# What the scap command says on a terminal. An id starts with the command or purpose.

## Shared

answer-yes = Yes
answer-no = No
answer-yes-no = (y/n)
answer-yes-keys = y yes
answer-no-keys = n no
answer-unclear = Please answer y or n.
rank-primary = primary card
rank-secondary = secondary card
failure-line = Error: { $message }
failure-why = Why: { $why }
failure-advice = What to do: { $advice }
failure-code = Code: { $code }
update-available = Version { $newest } is available; this is { $current }.
update-download = Download: { $url }
about = Secondary-card authorization (工商憑證附卡授權): issues, changes, shows and verifies authorization certificates. Open software under the Apache License 2.0.

## Inserting cards

insert-card-holder = Insert the secondary card.
insert-card-signer = Insert the card that is to sign (the primary card, or a secondary card with a delegation).
insert-card-primary = Insert the primary card.
insert-card-subject = Insert the card whose records you want to see (primary or secondary).
insert-card-wrong = This is not the card that is needed: { $message }
insert-card-waiting = Waiting for the card, Ctrl+C cancels...
choose-card-header = More than one card would do:
choose-card-line = { $number }. { $label } (certificate serial { $serial }, business number { $business_number }, reader: { $reader })
choose-card-question = Which one? Enter its number

## PIN and user code

pin-question = PIN of { $rank } "{ $label }"
pin-tries-left = { $tries_left ->
        [1] This is the last try before the card is locked.
       *[other] You have { $tries_left } tries left.
    }
pin-tries-low = A wrong PIN was entered before, so fewer tries are left; three wrong ones in a row lock the card.
pin-at-reader = Please enter the PIN of { $rank } "{ $label }" at the reader's own keys; its cancel key ends this.
pin-rejected = The PIN is wrong.
user-code-question = User code
user-code-rejected = { $tries_left ->
        [absent] The user code is wrong.
        [1] The user code is wrong. You have 1 try left.
       *[other] The user code is wrong. You have { $tries_left } tries left.
    }

## Card data

card-field-label = Card
card-field-reader = Reader
card-field-number = Card number
card-field-rank = Rank
card-field-subject = Subject
card-field-business-number = Unified business number
card-field-serial = Certificate serial
card-field-issuer = Issuer
card-field-valid = Valid
card-field-area = Authorization area
card-field-error = Cannot be used
card-valid-range = { $not_before } to { $not_after }
area-state-none = none (a primary card has no authorization area)
area-state-closed = not activated
area-state-open-empty = activated, no authorization certificate yet
area-state-open-used = activated, holds an authorization certificate
area-state-locked = locked
area-state-unsupported = not usable (this card has no place for an authorization certificate)

## scap readers

readers-empty = (no card)
readers-inserted = Inserted: { $reader } "{ $label }"
readers-removed = Removed: { $reader }
readers-inserted-unknown = Inserted: { $reader }
readers-added = Reader plugged in: { $reader }
readers-unplugged = Reader unplugged: { $reader }
readers-service-started = The smart-card service is running
readers-service-stopped = The smart-card service is not running

## scap activate

activate-confirm = Activate secondary-card authorization on this card?
activate-done = Secondary-card authorization is active on card "{ $label }".

## scap issue

issue-reissue-header = There is an authorization certificate on this card already:
issue-reissue-question = Issue a new one in its place?
issue-unchanged = Nothing was issued; nothing has changed.
issue-terms-header = Terms of secondary-card authorization (version { $version })
issue-terms-question = Do you agree to these terms?
issue-terms-noted = The secondary card will sign its agreement to version { $version } of the terms.
issue-review-header = Please check what is to be authorized:
issue-review-question = Is this right, and shall it be issued?
issue-signed = { $kind ->
        [delegation] Delegation { $serial } has been issued.
       *[application] Authorization certificate { $serial } has been issued.
    }
issue-done = Authorization certificate { $serial } is on card "{ $label }" and recorded.
issue-unwritten = Authorization certificate { $serial } has been issued, but writing it to the card is not finished. Once the cause is remedied, scap issue --resume finishes it.
issue-finish-header = Authorization certificate { $serial } was issued to this card earlier and has not been written to it yet:
issue-finish-question = Write it to the card? ("No" issues another one in its place.)
issue-finish-skipped = Certificate { $serial }, issued earlier and never written, is replaced by the one that is issued now.
news-record-sent = The record of an earlier write (certificate { $serial }) has reached the server now.
news-record-refused = The server refused the record of an earlier write (certificate { $serial }) [{ $code }]. It is kept on this computer and sent again; tell the operator of the server.
news-no-journal = What must be kept on this computer cannot be read or written ({ $reason }): an interrupted run could not be finished.
delegate-unit = Unit of the delegation
delegate-role = Role of the delegation
delegate-done = Delegation { $serial } has been issued to card "{ $label }" and recorded.
undelegate-header = The delegation that is to be deactivated:
undelegate-serial = Serial of the delegation that is to be deactivated: { $serial }
undelegate-question = The card can authorize nobody after that. Deactivate the delegation?
undelegate-done = Delegation { $serial } was deactivated at { $at }.
undelegate-unchanged = Nothing was deactivated; nothing has changed.

## Filling in what is authorized

keys-list = Up and down to move, Enter to choose, Esc to go back
keys-filter = Type to filter, up and down to move, Enter to choose, Esc to go back
keys-line = Enter to go on, Esc to go back
keys-checks = Up and down to move, space to tick, Enter when done, Esc to go back
keys-decide = Up and down to move, Enter to choose, Esc to go back to the form
keys-confirm = Up and down, or y and n, then Enter
form-field = { $label }: { $value }
form-with-code = { $name } ({ $code })
form-none = (none)
form-unset = (not filled in yet)
form-keep = Keep: { $value }
form-own = Type another
form-filter = Filter:{" "}
form-filter-none = Nothing matches.
form-text-blank = May be left blank, for none.
form-text-long = At most { $max } characters.
form-menu-application = Authorization: choose what to fill in
form-menu-delegation = Delegation: choose what to fill in
form-finish = Done, review it
form-leave = Nothing is issued yet, and what you filled in is not kept. Leave?
form-leave-stay = Go on with the form
form-leave-go = Leave, issue nothing
form-holder = Holder identification number
form-holder-kind = { $kind ->
        [national_id] national or resident number
       *[other] other number
    }
form-holder-question = { $kind ->
        [national_id] National or resident number
       *[other] Other number
    }
form-id-form = One letter and nine digits, for example A123456789.
form-id-letter = Character 1 must be a letter.
form-id-digit = Character { $position } must be a digit.
form-id-missing = { $count } more to go.
form-id-extra = { $count ->
        [one] 1 character too many.
       *[other] { $count } characters too many.
    }
form-id-right = Form and check digit are right.
form-application = Slot { $slot }: choose the application
form-application-none = (leave slot { $slot } unused)
form-application-used = used in slot { $slot }
form-application-gone = The catalogue has no such application any more: choose another, or clear the slot.
form-unit = Unit
form-unit-question = Slot { $slot }: choose the unit
form-unit-here = Use this level: { $unit }
form-unit-below = { $count ->
        [one] 1 unit below
       *[other] { $count } units below
    }
form-unit-none = No unit
form-unit-name = Name of the unit
form-unit-code = Code of the unit
form-role = Role
form-role-question = Slot { $slot }: tick the roles, one or more
form-role-none = None is ticked: no role.
review-card = Secondary card
review-card-value = { $label } (business number { $business_number })
review-slot = Slot { $slot }
review-application = Application
review-nothing = No application at all: once it is issued, whatever this card was authorized for ends.
review-sign = It is right, issue it
review-change = Go back and change it
review-leave = Cancel, issue nothing

## scap batch

batch-question = { $cards ->
        [one] Issue to 1 card now?
       *[other] Issue to { $cards } cards now?
    }
batch-checked = { $cards ->
        [one] Nothing is wrong with the file: 1 card
       *[other] Nothing is wrong with the file: { $cards } cards
    }, { $applications ->
        [one] 1 application.
       *[other] { $applications } applications.
    }
batch-card-wanted = Next: card { $card }, held by { $holder }.
batch-card-issued = { $card }: issued, { $serial }
batch-card-failed = { $card }: { $message } [{ $code }]
batch-done = { $issued } issued, { $failed } failed, { $left } not tried, { $skipped } done earlier. Results: { $file }

## scap view

view-header = Authorization certificate on card "{ $label }"
view-saved = Saved to { $file }.

## scap records

records-none = There are no such records.
records-header = { $direction ->
        [granted] Authorizations granted by this card
       *[received] Authorizations granted to this card
    }{ $from ->
        [absent] {""}
       *[other] {" "}from { $from }
    }{ $to ->
        [absent] {""}
       *[other] {" "}until { $to }
    }
records-count = { $count ->
        [one] 1 record.
       *[other] { $count } records.
    }
records-more = Only the newest { $count } are listed; narrow the range to see others.
records-written = written to the card
records-not-written = not written to the card
records-state = { $state ->
        [active] active
        [superseded] superseded
        [deactivated] deactivated
       *[expired] expired
    }
records-kind = { $kind ->
        [delegation] delegation
       *[application] application
    }
records-show-question = Which one do you want to see? (number, or Enter to end)

## scap config

config-password-question = Password of the proxy account
config-password-keyring = The password is in the keyring of the system.
config-password-file = There is no keyring here, so the password is in { $file }, which nobody but you can read.

## scap ac

ac-valid = The authorization certificate is valid.
ac-invalid = The authorization certificate is not valid.
ac-check-passed = passed
ac-check-failed = failed
ac-not-checked = Not checked, as neither --login nor --holder was given: { $checks }
ac-status-not-asked = Whether the authorization is revoked was not checked, as neither --ac-crl nor --ocsp was given.
ac-logged-in = { $signed_at ->
        [absent] Logged in: { $rank } { $serial } of entity { $business_number }
       *[other] Logged in: { $rank } { $serial } of entity { $business_number }, signed at { $signed_at }
    }

## scap soft-card and scap test-ca

test-ca-created = A test CA is in { $folder }.
soft-card-created = Soft card "{ $label }" is in { $folder } ({ $rank }, certificate serial { $serial }).

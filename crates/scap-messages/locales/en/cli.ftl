# What the scap command says on a terminal. An id starts with the command or purpose.

## Shared

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

## Inserting cards

insert-card-holder = Insert the secondary card.
insert-card-signer = Insert the primary card that is to sign.
insert-card-subject = Insert the card whose records you want to see (primary or secondary).
insert-card-wrong = This is not the card that is needed: { $message }
insert-card-waiting = Waiting for the card, Ctrl+C cancels...
choose-card-header = More than one card would do:
choose-card-line = { $number }. { $label } (business number { $business_number }, reader: { $reader })
choose-card-question = Which one? Enter its number

## PIN and user code

pin-question = PIN of { $rank } "{ $label }"
pin-tries-left = { $tries_left ->
        [1] This is the last try before the card is locked.
       *[other] You have { $tries_left } tries left.
    }
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

## scap readers

readers-empty = (no card)
readers-inserted = Inserted: { $reader } "{ $label }"
readers-removed = Removed: { $reader }

## scap activate

activate-confirm = Activate secondary-card authorization on this card?
activate-done = Secondary-card authorization is active on card "{ $label }".

## scap issue

issue-reissue-header = There is an authorization certificate on this card already:
issue-reissue-question = Issue a new one in its place?
issue-unchanged = Nothing was issued; the card is as it was.
issue-terms-header = Terms of secondary-card authorization (version { $version })
issue-terms-question = Do you agree to these terms?
issue-terms-noted = The secondary card will sign its agreement to version { $version } of the terms.
issue-review-header = Please check what is to be authorized:
issue-review-question = Is this right, and shall it be issued?
issue-signed = Authorization certificate { $serial } has been issued.
issue-done = Authorization certificate { $serial } is on card "{ $label }" and recorded.
issue-ask-kind = Kind of holder identification number (1 national or resident number, 2 other)
issue-ask-number = Holder identification number
issue-ask-application = Slot { $slot }: number of the application (empty to leave it unused)
issue-ask-unit = Number of the unit (empty for none)
issue-ask-role = Numbers of the roles, separated by commas (empty for none)

## scap view

view-header = Authorization certificate on card "{ $label }"
view-saved = Saved to { $file }.

## scap records

records-none = There are no records in this range.
records-header = { $direction ->
        [granted] Authorizations granted by this card, { $from } to { $to }
       *[received] Authorizations granted to this card, { $from } to { $to }
    }
records-count = { $count ->
        [one] 1 record.
       *[other] { $count } records.
    }
records-more = Only the newest { $count } are listed; narrow the range to see others.
records-written = written to the card
records-not-written = not written to the card

## scap ac

ac-valid = The authorization certificate is valid.
ac-invalid = The authorization certificate is not valid.
ac-check-passed = passed
ac-check-failed = failed
ac-not-checked = Not checked, as --holder was not given: { $checks }

## scap soft-card and scap test-ca

test-ca-created = A test CA is in { $folder }.
soft-card-created = Soft card "{ $label }" is in { $folder } ({ $rank }, certificate serial { $serial }).

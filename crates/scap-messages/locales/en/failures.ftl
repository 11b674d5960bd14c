# One message for each failure code: the value says what happened, .advice says what to do.
# The id is the code with "-" for each "." and "_". An argument that is not given has the value absent.

## Readers

reader-none = { $folder ->
        [absent] No card reader was found.
       *[other] The folder of soft cards "{ $folder }" cannot be read: { $reason }
    }
    .advice = { $folder ->
        [absent] Check that the reader is plugged in, that its driver is installed and that the smart-card service of the system is running, then try again.
       *[other] Check the path (--soft-cards, SCAP_SOFT_CARDS, or soft_cards in the settings file), that it is a folder and that you may read it.
    }
reader-unknown = { $name ->
        [absent] No reader has the name that was given.
       *[other] No reader is called "{ $name }", and no card in one is.
    }
    .advice = { $names ->
        [absent] List the readers with "scap readers", then name one of them with --reader.
       *[other] Name one of these with --reader: { $names }.
    }
reader-failed = { $folder ->
        [absent] The card reader or the smart-card service failed.
       *[other] The folder of soft cards "{ $folder }" cannot be read: { $reason }
    }
    .advice = { $folder ->
        [absent] Unplug the reader and plug it in again, and check its driver and the smart-card service. If it still fails, try another USB port or another reader.
       *[other] Check the path (--soft-cards, SCAP_SOFT_CARDS, or soft_cards in the settings file), that it is a folder and that you may read it.
    }
reader-module = { $module ->
        [absent] The PKCS#11 module cannot be loaded.
       *[other] The PKCS#11 module "{ $module }" cannot be loaded.
    }
    .advice = Check the path, and that the file is a PKCS#11 module for this system, such as the one that HiCOS installs. Name it with --module or SCAP_PKCS11_MODULE.

## Cards

card-absent = No card was inserted within the waiting time.
    .advice = Insert the card firmly with its chip facing up, then try again.
card-unknown = { $name ->
        [absent] No card has the name that was given.
       *[other] No card is called "{ $name }", and no reader is.
    }
    .advice = { $names ->
        [absent] List the cards with "scap readers", then name one of them.
       *[other] These cards are there: { $names }. Name one of them, or insert the card; --wait SECONDS waits for it.
    }
card-unreadable = There is a card in the reader, but it cannot be read.
    .advice = Take the card out, wipe its chip and insert it again. If that does not help, try another reader; if other cards can be read there, ask the MOEACA to replace this one.
card-removed = The card was taken out during the work.
    .advice = Nothing incomplete was written. Insert the same card and run the command again: it goes on from where it stopped.
card-unsupported = { $file ->
        [absent] This card is not a business-certificate card.
       *[other] There is no certificate of a business-certificate card in "{ $file }".
    }
    .advice = { $file ->
        [absent] Insert a primary or secondary card issued by the MOEACA.
       *[other] Give the signing certificate of a primary or secondary card (PEM or DER).
    }
card-not-secondary = { $card ->
        [absent] A secondary card is needed, and this card is not one.
       *[other] { $reader ->
            [absent] A secondary card is needed, and card "{ $card }" is not one.
           *[other] A secondary card is needed, and card "{ $card }" in reader "{ $reader }" is not one.
        }
    }
    .advice = Take this card out and insert the secondary card that is to be authorized.
card-not-primary = { $card ->
        [absent] A primary card is needed, and this card is not one.
       *[other] { $reader ->
            [absent] A primary card is needed, and card "{ $card }" is not one.
           *[other] A primary card is needed, and card "{ $card }" in reader "{ $reader }" is not one.
        }
    }
    .advice = Take this card out and insert a primary card of the same business entity.
card-changed = { $found ->
        [absent] This is not the secondary card that was authorized.
       *[other] This card (certificate serial { $found }) is not the one that was authorized.
    }
    .advice = { $expected ->
        [absent] Insert the secondary card that was authorized; the certificate can be written to that card only.
       *[other] Insert the secondary card with certificate serial { $expected }; the certificate can be written to that card only.
    }
card-certificate-expired = { $not_after ->
        [absent] The certificate of this card has expired.
       *[other] The certificate of this card expired on { $not_after }.
    }
    .advice = Renew the certificate or replace the card on the MOEACA website.
card-certificate-not-yet-valid = { $not_before ->
        [absent] The certificate of this card is not valid yet.
       *[other] The certificate of this card is not valid before { $not_before }.
    }
    .advice = Check the date and time of this computer. If they are right, wait until the certificate becomes valid.
card-certificate-revoked = The certificate of this card has been revoked.
    .advice = A revoked certificate cannot be restored. Apply for a new card on the MOEACA website.
card-untrusted = The certificate of this card does not come from a trusted certification authority.
    .advice = Use a genuine business-certificate card. A test card works only where its test CA is trusted. If the card is right, ask the administrator to check the trusted root certificates.
card-not-registered = The server has no registration for this secondary card, so it cannot be activated.
    .advice = Check that your organization has applied for authorization with this card, and ask the administrator to register it.
card-ambiguous = { $cards ->
        [absent] More than one card would do, so it is not clear which one to use.
       *[other] More than one card would do, so it is not clear which one to use: { $cards }.
    }
    .advice = Leave only the card you want to use, or name it with --holder, --signer or --card; --reader names a reader.

## PIN

pin-length = A PIN has 1 to 8 characters and is not blank.
    .advice = Enter the PIN again. What you entered was not sent to the card and does not count as a wrong try.
pin-incorrect = { $tries_left ->
        [absent] The PIN is wrong.
        [0] The PIN is wrong. No tries are left.
        [one] The PIN is wrong. You have 1 try left.
       *[other] The PIN is wrong. You have { $tries_left } tries left.
    }
    .advice = Make sure of the PIN before you enter it again. Three wrong tries in a row lock the card; it is unlocked on the MOEACA website.
pin-locked = The PIN of this card is locked.
    .advice = Unlock the card on the MOEACA website, then try again.
pin-required = This needs the PIN to be verified first.
    .advice = Insert the card, enter its PIN and try again. The PIN is needed again each time the card is inserted.

## Authorization area

area-not-open = Secondary-card authorization has not been activated for this card.
    .advice = Activate this secondary card first (scap activate), then issue.
area-already-open = Secondary-card authorization is active on this card already.
    .advice = A card is activated only once. There is nothing to do; you can issue authorizations.
area-locked = The authorization area of this card is locked.
    .advice = Unlock it on the MOEACA website, under the services for IC cards, then try again.
area-full = { $needed ->
        [absent] The authorization certificate does not fit in the authorization area of the card.
       *[other] { $capacity ->
            [absent] The authorization certificate has { $needed } bytes and does not fit in the authorization area of the card.
           *[other] The authorization certificate has { $needed } bytes, and the authorization area of the card holds { $capacity }.
        }
    }
    .advice = Authorize fewer applications, or shorten the units and roles, then issue again.
area-corrupt = { $reason ->
        [absent] What is in the authorization area of the card is not a valid authorization certificate.
       *[other] What is in the authorization area of the card is not a valid authorization certificate ({ $reason }).
    }
    .advice = Issue a new authorization certificate and write it to this card.
area-none = Nothing has been authorized on this secondary card yet.
    .advice = Issue an authorization for this card with a primary card first (scap issue).

## User code

user-code-incorrect = { $tries_left ->
        [absent] The user code is wrong.
        [0] The user code is wrong. No tries are left.
        [one] The user code is wrong. You have 1 try left.
       *[other] The user code is wrong. You have { $tries_left } tries left.
    }
    .advice = Look up the user code that was chosen when the certificate was applied for; upper and lower case differ. Three wrong tries in a row lock the code.
user-code-locked = The user code is locked after three wrong tries.
    .advice = Ask the MOEACA to reset the user code, then activate the card.

## Business entity and content

entity-mismatch = { $signer ->
        [absent] The signing card and the secondary card belong to different business entities.
       *[other] { $holder ->
            [absent] The signing card belongs to business entity { $signer }, the secondary card to another one.
           *[other] The signing card belongs to business entity { $signer }, the secondary card to { $holder }.
        }
    }
    .advice = Sign with a card of the same business entity as the secondary card.
holder-id-missing = No holder identification number was entered.
    .advice = Enter the holder's national or resident identification number, or choose the other kind of number.
holder-id-invalid = { $rule ->
        [form] The holder identification number has the wrong form: it is one letter and nine digits, or two letters and eight digits.
        [gender] The second character of the holder identification number is wrong: it is 1, 2, 8 or 9, or A to D in the older resident form.
        [checksum] The check digit of the holder identification number does not fit; one of its characters is probably wrong.
        [text] The holder identification number has characters that cannot be used, or more than 64 characters.
       *[other] The holder identification number is wrong.
    }
    .advice = Compare it with the document and enter it again. If it is not a national or resident number, choose the other kind of number.
slot-limit = A secondary card takes at most five applications.
    .advice = Remove applications until there are at most five.
slot-duplicate = { $application ->
        [absent] { $slot ->
            [absent] An application or a slot is used twice.
           *[other] Slot { $slot } is used twice.
        }
       *[other] Application "{ $application }" is authorized twice.
    }
    .advice = Check slots 1 to 5: each slot takes one application, and each application is authorized once.
slot-range = { $number ->
        [absent] There is no slot with this number.
       *[other] There is no slot { $number }.
    }
    .advice = Slots are numbered 1 to 5. Correct the number.
slot-unused = { $slot ->
        [absent] A slot that is to be cancelled is not in use.
       *[other] Slot { $slot } is not in use.
    }
    .advice = View what is on the card (scap view), and name a slot that is in use.
content-text = { $field ->
        [absent] One of the texts of the content cannot be used.
       *[other] The text of "{ $field }" cannot be used.
    }
    .advice = A text is not blank, has no line breaks or other control characters, and is no longer than its field; an application code has visible ASCII characters only.
content-file = { $file ->
        [absent] The content file cannot be used.
       *[other] { $reason ->
            [absent] The content file "{ $file }" cannot be used.
           *[other] The content file "{ $file }" cannot be used: { $reason }
        }
    }
    .advice = Check that the file exists, that you may read it, and that it is JSON as described, with field names spelled right.
application-unknown = { $application ->
        [absent] The application is not in the catalogue.
       *[other] Application "{ $application }" is not in the catalogue.
    }
    .advice = Choose an application of the catalogue. In a content file, check the code; upper and lower case differ.

## Delegation

delegation-none = No delegation has ever been issued to this secondary card.
    .advice = Query its authorization records to make sure. If it needs a delegation, issue one with the primary card.
delegation-inactive = The delegation of this secondary card has been deactivated.
    .advice = Query its authorization records to make sure. If it still needs a delegation, issue a new one with the primary card.
delegation-expired = { $not_after ->
        [absent] The delegation of this secondary card has expired.
       *[other] The delegation of this secondary card expired on { $not_after }.
    }
    .advice = Issue a new delegation with the primary card.
delegation-self = A secondary card cannot authorize itself.
    .advice = Use two different cards for signing and for being authorized.

## Network and server

net-connect = { $url ->
        [absent] The server cannot be reached.
       *[other] The server { $url } cannot be reached.
    }
    .advice = Check the network and the address of the server. If your network needs a proxy, set it in the network settings.
net-timeout = { $url ->
        [absent] The server did not answer in time.
       *[other] The server { $url } did not answer in time.
    }
    .advice = Try again later; that is safe, nothing is issued twice. If it keeps happening, check the network and the proxy settings.
net-proxy = The connection through the proxy failed.
    .advice = Check the address, port, account and password of the proxy in the network settings, or turn the proxy off if you do not need one.
net-tls = { $url ->
        [absent] No secure connection to the server can be made.
       *[other] No secure connection to { $url } can be made.
    }
    .advice = Check the address of the server and the date and time of this computer. If your network inspects encrypted connections, ask its administrator. For your protection the certificate check cannot be turned off.
server-database = The server cannot use its database at the moment.
    .advice = Try again later; that is safe, nothing is issued twice. If it keeps happening, tell the operator of the server.
server-status = { $status ->
        [absent] The server gave an unexpected answer.
       *[other] { $call ->
            [absent] The server gave an unexpected answer (HTTP { $status }).
           *[other] The server gave an unexpected answer to "{ $call }" (HTTP { $status }).
        }
    }
    .advice = Try again. If it keeps happening, give this message to the operator of the server.
server-not-found = { $url ->
        [absent] There is no authorization service at this address.
       *[other] There is no authorization service at { $url }.
    }
    .advice = Check the address of the server in the settings. If it is right, ask the operator of the server.
server-refused = { $rule ->
        [absent] A rule of the server refused the request.
       *[other] A rule of the server refused the request (code { $rule }).
    }
    .advice = Update this program and try again. If it is still refused, give the code to the operator of the server.
server-answer = { $call ->
        [absent] The answer of the server cannot be understood.
       *[other] The answer of the server to "{ $call }" cannot be understood.
    }
    .advice = Check the address of the server and update this program. If it keeps happening, tell the operator of the server.
server-internal = Something failed inside the server.
    .advice = Try again later; that is safe. If it keeps happening, tell the operator of the server.
audit-pending = { $serial ->
        [absent] The authorization certificate is on the card, but the record of the write has not reached the server yet.
       *[other] Authorization certificate { $serial } is on the card, but the record of the write has not reached the server yet.
    }
    .advice = Do not issue again. The record is kept on this computer and sent again by itself until the server has it.
catalogue-none = The server has no catalogue of applications yet.
    .advice = Ask the operator of the server to import the catalogue.
terms-outdated = { $current ->
        [absent] The terms of secondary-card authorization have changed.
       *[other] The terms of secondary-card authorization have changed to version { $current }.
    }
    .advice = Run the command again, read the new terms and agree to them.
request-malformed = { $field ->
        [absent] The server could not understand the request.
       *[other] The server could not understand "{ $field }" of the request.
    }
    .advice = Update this program and try again. If it keeps happening, give this message to the operator of the server.
request-signature = The server could not verify the card's signature on the request.
    .advice = Insert the card again and try once more. If it keeps happening, the card or its driver may be faulty; ask the MOEACA.
request-url = { $expected ->
        [absent] The request was signed for another server address.
       *[other] The request was signed for an address other than the server's, { $expected }.
    }
    .advice = Set the server address to the one that the server announces. If there is a redirection or proxy in between, ask the operator of the server.
request-nonce = The one-time value of the request was used before or is too old.
    .advice = Run the command again. This happens after a long pause in the middle of it.
request-unsupported = The server does not offer this function.
    .advice = Ask the operator of the server whether its version supports it.
version-outdated = { $minimum ->
        [absent] This program is too old for the server.
       *[other] This program is too old for the server, which needs version { $minimum } or later.
    }
    .advice = { $download ->
        [absent] Update this program to the newest version.
       *[other] Get the newest version from { $download }.
    }

## Issuance

issuance-unknown = The server does not know this issuance.
    .advice = Check that this is the server it was issued with; otherwise issue again.
issuance-conflict = The server has this issuance with different content.
    .advice = Query the authorization records of this card before you issue again.
issuance-abandoned = This issuance was not completed in time, so the server has abandoned it.
    .advice = Issue again. The abandoned serial number is not used again.
issuance-not-issued = The authorization certificate of this issuance has not reached the server.
    .advice = Run the issuance again, so that the certificate reaches the server before the write is recorded.
serial-exhausted = The signing card has no serial numbers left (999,999 at most).
    .advice = Have the primary card replaced, then issue with the new one.
serial-too-large = The serial number of this card's certificate is too long to make serial numbers from.
    .advice = Use a card issued by the MOEACA; if this is one, ask the MOEACA.
serial-invalid = The serial number is malformed.
    .advice = A serial number is a decimal number greater than zero. Correct it.
query-range = { $from ->
        [absent] The start of the range is after its end.
       *[other] { $to ->
            [absent] The start of the range, { $from }, is after its end.
           *[other] The start of the range, { $from }, is after its end, { $to }.
        }
    }
    .advice = Choose a start that is not after the end.
query-cursor = The query cannot go on from this place.
    .advice = Start the query again from the first page.

## Settings, files and commands

config-url = { $url ->
        [absent] The address that is set is not usable.
       *[other] The address that is set, "{ $url }", is not usable.
    }
    .advice = { $setting ->
        [proxy] A proxy address (--proxy, SCAP_PROXY, or proxy in the settings file) is written http://host:port.
       *[other] A server address (--server, SCAP_SERVER, or server in the settings file) starts with https://; http:// is for a server on this computer only.
    }
config-invalid = { $file ->
        [absent] The settings are not usable.
       *[other] { $key ->
            [absent] The settings file "{ $file }" is not usable.
           *[other] "{ $key }" in the settings file "{ $file }" is not usable.
        }
    }
    .advice = { $reason ->
        [absent] Correct the settings, or delete the settings file to return to the defaults.
       *[other] Correct the settings, or delete the settings file to return to the defaults. Reason: { $reason }
    }
file-read = { $file ->
        [absent] The file cannot be read.
       *[other] { $reason ->
            [absent] The file "{ $file }" cannot be read.
           *[other] The file "{ $file }" cannot be read: { $reason }
        }
    }
    .advice = Check that the file exists, that the path is right and that you may read it.
file-content = { $what ->
        [revocation_list] { $file ->
            [absent] The file holds no certificate revocation list that can be used.
           *[other] The file "{ $file }" holds no certificate revocation list that can be used.
        }
       *[other] { $file ->
            [absent] The file holds no certificate that can be used.
           *[other] The file "{ $file }" holds no certificate that can be used.
        }
    }
    .advice = { $what ->
        [revocation_list] Give a revocation list (CRL), as PEM or DER.
       *[other] Give an X.509 certificate, as PEM or DER; a PEM file may hold several.
    }
file-exists = { $file ->
        [absent] A file of this name is there already, and is not written over.
       *[other] "{ $file }" is there already, and is not written over.
    }
    .advice = Choose another name or folder, or delete what is there if it is no longer needed.
soft-card-name = { $name ->
        [absent] This cannot be the name of a soft card.
       *[other] "{ $name }" cannot be the name of a soft card.
    }
    .advice = Choose a name of 1 to 128 bytes that does not begin with a dot and holds none of / \ and :.
file-write = { $file ->
        [absent] The file cannot be written.
       *[other] { $reason ->
            [absent] The file "{ $file }" cannot be written.
           *[other] The file "{ $file }" cannot be written: { $reason }
        }
    }
    .advice = Check that the folder exists, that you may write to it and that the disk has space left.
file-extension = { $file ->
        [absent] An authorization certificate is saved as a .txt file only.
       *[other] The name "{ $file }" does not end in .txt.
    }
    .advice = Choose a name that ends in .txt.
input-needed = { $flag ->
        [absent] Your input is needed, but there is no terminal to ask on.
       *[other] Your input is needed, but there is no terminal to ask on. Give it with { $flag }.
    }
    .advice = In scripts and scheduled jobs, give everything by options; see --help.
usage = { $reason ->
        [absent] The command is not used correctly.
       *[other] The command is not used correctly: { $reason }
    }
    .advice = See --help for how to use it.
clock-wrong = The date and time of this computer are wrong.
    .advice = Set the date and time of this computer, then try again.
cancelled = Cancelled.
    .advice = Nothing is half done on the card or the server. You can run the command again at any time.

## Validation of authorization certificates

ac-too-large = { $max ->
        [absent] The data is too long for an authorization certificate.
       *[other] The data is longer than { $max } bytes.
    }
    .advice = This is not an authorization certificate. Check the file.
ac-der = This is not an attribute certificate.
    .advice = Check that the file is an authorization certificate, and get a complete copy of it.
ac-not-canonical = The encoding of the certificate breaks the rules of DER.
    .advice = Do not rely on this certificate, and ask for the original file.
ac-encoding = There is no authorization certificate in the file.
    .advice = Give a DER, PEM or base64 file, or a .txt file saved by this program.
ac-version = This attribute certificate is not version 2.
    .advice = Authorization certificates are always version 2. Check the file.
ac-serial = The serial number of the certificate breaks the rules.
    .advice = Do not rely on this certificate, and have it issued again.
ac-algorithm-mismatch = The signature algorithms inside and outside the signed part of the certificate differ.
    .advice = Do not rely on this certificate; it may have been tampered with.
ac-algorithm-unknown = The signature algorithm of the certificate is not supported.
    .advice = Have it issued again by a current version (SHA256withRSA).
ac-validity-reversed = The validity of the certificate ends before it starts.
    .advice = Do not rely on this certificate, and have it issued again.
ac-attributes = The attributes of the certificate break RFC 5755.
    .advice = Do not rely on this certificate, and have it issued again.
ac-extensions = The extensions of the certificate break RFC 5755.
    .advice = Do not rely on this certificate, and have it issued again.
ac-holder-form = The certificate does not name its holder by exactly one card certificate.
    .advice = This attribute certificate is not an authorization certificate. Check the file.
ac-issuer-form = The certificate does not name its issuer by exactly one name.
    .advice = This attribute certificate is not an authorization certificate. Check the file.
ac-sha1 = The certificate is signed with SHA-1, which the policy does not accept.
    .advice = Have it issued again. If old certificates must be accepted, the administrator can change the policy (--allow-sha1).
ac-authority-key-identifier = The certificate has no authority key identifier, so its signer cannot be told.
    .advice = Do not rely on this certificate, and have it issued again.
ac-profile = This attribute certificate is not an authorization certificate.
    .advice = Check the file; scap ac show displays what is in it.
ac-holder-id = The holder identification number in the certificate is wrong.
    .advice = Have the certificate issued again with the right number.
ac-slots = The slots of the certificate break the rules.
    .advice = Have the certificate issued again; it takes at most five applications, each once.
ac-text = A text in the certificate cannot be used.
    .advice = Have the certificate issued again without blank texts and control characters.
ac-critical-extension = { $oid ->
        [absent] The certificate has a critical extension that this program does not know.
       *[other] The certificate has a critical extension that this program does not know ({ $oid }).
    }
    .advice = Update this program to the newest version and verify again.
ac-not-yet-valid = { $not_before ->
        [absent] The certificate is not valid yet.
       *[other] The certificate is not valid before { $not_before }.
    }
    .advice = Check the date and time of this computer. If they are right, wait until the certificate becomes valid.
ac-expired = { $not_after ->
        [absent] The certificate has expired.
       *[other] The certificate expired on { $not_after }.
    }
    .advice = Have a new authorization certificate issued.
ac-holder-mismatch = { $named ->
        [absent] The certificate was issued for another secondary card.
       *[other] { $given ->
            [absent] The certificate was issued for the card with certificate serial { $named }, not for this one.
           *[other] The certificate was issued for the card with certificate serial { $named }, not for { $given }.
        }
    }
    .advice = Use the secondary card that the certificate names, or issue one for this card.
ac-holder-rank = The holder's card is not a secondary card.
    .advice = Verify with the certificate of a secondary card; only those are authorized.
ac-outside-holder-validity = The validity of the certificate lies outside that of the secondary card's certificate.
    .advice = Have it issued again, to end no later than the card's certificate.
ac-signer-unknown = None of the given card certificates is the signer's.
    .advice = Give the certificate of the card that signed (--signer), and verify again.
ac-signer-key-usage = The signer's certificate is not one for signatures.
    .advice = Give the signing certificate of the card that signed, not its encryption certificate.
ac-entity-mismatch = { $signer ->
        [absent] The signer and the holder belong to different business entities.
       *[other] { $holder ->
            [absent] The signer belongs to business entity { $signer }, the holder to another one.
           *[other] The signer belongs to business entity { $signer }, the holder to { $holder }.
        }
    }
    .advice = Do not rely on this certificate, and have it issued again by a card of the same business entity.
ac-delegation-signer = The delegation was not signed by a primary card.
    .advice = Have the delegation issued again by a primary card.
ac-delegation-self = A secondary card issued the certificate to itself.
    .advice = Do not rely on this certificate. Have it issued by a primary card or by another secondary card with a delegation.
ac-delegation-missing = A secondary card signed the certificate, but its delegation was not given.
    .advice = Give the delegation of the signer too (--delegation), and verify again.
ac-delegation-invalid = { $reason ->
        [absent] The delegation of the signer is not valid.
       *[other] The delegation of the signer is not valid ({ $reason }).
    }
    .advice = Have the delegation issued again by a primary card, then the certificate.
ac-delegation-kind = What was given as delegation is an application authorization.
    .advice = Give the delegation of the signer instead.
ac-outlives-delegation = The certificate ends after the delegation of its signer.
    .advice = Have it issued again, to end no later than the delegation.
ac-signature = The signature of the certificate does not hold.
    .advice = Do not rely on this certificate: it may have been tampered with, or the file is damaged. Get it again or have it issued again.
ac-signer-expired = The signer's certificate had expired when it signed.
    .advice = Have the certificate issued again with a valid card.
ac-signer-not-yet-valid = The signer's certificate was not valid yet when it signed.
    .advice = Do not rely on this certificate, and have the signer check the clock of the computer that was used.
ac-signer-revoked = The signer's certificate has been revoked.
    .advice = Have the certificate issued again with a valid card.
ac-signer-untrusted = The signer's certificate does not come from a trusted certification authority.
    .advice = Check that the trusted root certificates (--anchors) are complete and right. If they are, do not rely on this certificate.
ac-holder-expired = The certificate of the holder's card has expired.
    .advice = Replace the secondary card, then issue an authorization for the new one.
ac-holder-not-yet-valid = The certificate of the holder's card is not valid yet.
    .advice = Check the date and time of this computer. If they are right, wait until the card's certificate becomes valid.
ac-holder-revoked = The certificate of the holder's card has been revoked.
    .advice = Apply for a new secondary card, then issue an authorization for it.
ac-holder-untrusted = The certificate of the holder's card does not come from a trusted certification authority.
    .advice = Check that the trusted root certificates (--anchors) are complete and right. If they are, do not rely on this card.
ac-application = { $application ->
        [absent] The certificate does not authorize this application.
       *[other] The certificate does not authorize application "{ $application }".
    }
    .advice = If it is needed, have the primary card change the authorization to include it.
ac-not-as-agreed = The certificate that was signed differs from what the holder's card agreed to, so the server did not record it.
    .advice = Issue again. If it happens again, update this program and tell the operator of the server.

# One message for each failure code: the value says what happened, .why how it comes about,
# .advice what to do. Where these speak of commands, options or variables, the window has .why-window and
# .advice-window in their place, which speak of its pages and buttons.
# The id is the code with "-" for each "." and "_". An argument that is not given has the value absent.

## Readers

reader-none = { $folder ->
        [absent] No card reader was found.
       *[other] The folder of soft cards "{ $folder }" cannot be read: { $reason }
    }
    .why = The system knows of no reader: none is plugged in, its driver is missing, or the smart-card service is not running. With soft cards, nothing is at the path that is set for their folder.
    .advice = { $folder ->
        [absent] Check that the reader is plugged in, that its driver is installed and that the smart-card service of the system is running, then try again.
       *[other] Check the path (--soft-cards, SCAP_SOFT_CARDS, or soft_cards in the settings file), that it is a folder and that you may read it.
    }
    .advice-window = { $folder ->
        [absent] Check that the reader is plugged in, that its driver is installed and that the smart-card service of the system is running. A reader is noticed as it is plugged in.
       *[other] Open "Settings" from the start page and check the folder of soft cards: its path, that it is a folder, and that you may read it.
    }
reader-unknown = { $name ->
        [absent] No reader has the name that was given.
       *[other] No reader is called "{ $name }", and no card in one is.
    }
    .why = The name given with --reader is compared with the readers and cards that are there now. It is misspelled, or the reader is not plugged in.
    .why-window = The settings name one reader, and no reader or card of that name is there now: it is not plugged in, or is called something else.
    .advice = { $names ->
        [absent] List the readers with "scap readers", then name one of them with --reader.
       *[other] Name one of these with --reader: { $names }.
    }
    .advice-window = { $names ->
        [absent] Plug that reader in, or open "Settings" from the start page and choose another one, or any.
       *[other] Plug that reader in, or open "Settings" from the start page and choose one that is there: { $names }.
    }
reader-failed = { $folder ->
        [absent] The card reader or the smart-card service failed.
       *[other] The folder of soft cards "{ $folder }" cannot be read: { $reason }
    }
    .why = The PKCS#11 module or the smart-card service reported a fault of the reader itself, before any card was asked. A loose cable, an energy-saving USB port or a stopped service does this.
    .advice = { $folder ->
        [absent] Unplug the reader and plug it in again, and check its driver and the smart-card service. If it still fails, try another USB port or another reader.
       *[other] Check the path (--soft-cards, SCAP_SOFT_CARDS, or soft_cards in the settings file), that it is a folder and that you may read it.
    }
    .advice-window = { $folder ->
        [absent] Unplug the reader and plug it in again, and check its driver and the smart-card service. If it still fails, try another USB port or another reader.
       *[other] Open "Settings" from the start page and check the folder of soft cards: its path, that it is a folder, and that you may read it.
    }
reader-module = { $module ->
        [absent] The PKCS#11 module cannot be loaded.
       *[other] The PKCS#11 module "{ $module }" cannot be loaded.
    }
    .why = The file is missing, is no PKCS#11 module, is made for another kind of system (32 and 64 bit cannot be mixed), or needs another library that is not installed.
    .advice = Check the path, and that the file is a PKCS#11 module for this system, such as the one that HiCOS installs. Name it with --module or SCAP_PKCS11_MODULE.
    .advice-window = Open "Settings" from the start page and check the PKCS#11 module: that its path is right and that it is made for this system, such as the one that HiCOS installs; or have it found automatically.

## Cards

card-absent = No card was inserted within the waiting time.
    .why = The reader reported no card until the wait was over. The card is not pushed in all the way, is upside down, or is in a reader that is not used.
    .advice = Insert the card firmly with its chip facing up, then try again.
card-unknown = { $name ->
        [absent] No card has the name that was given.
       *[other] No card is called "{ $name }", and no reader is.
    }
    .why = A card is named by its label, its soft card's name or its reader's name, and nothing that is inserted now is called that.
    .advice = { $names ->
        [absent] List the cards with "scap readers", then name one of them.
       *[other] These cards are there: { $names }. Name one of them, or insert the card; --wait SECONDS waits for it.
    }
    .advice-window = { $names ->
        [absent] Insert the card that is named, or open "Settings" from the start page and choose any reader.
       *[other] These cards are there: { $names }. Insert the one that is named, or open "Settings" from the start page and choose any reader.
    }
card-unreadable = There is a card in the reader, but it cannot be read.
    .why = The reader sees a card, but the card did not give its certificate: dirty contacts, a card that is not pushed in firmly, a broken chip, or damaged files of a soft card.
    .advice = Take the card out, wipe its chip and insert it again. If that does not help, try another reader; if other cards can be read there, ask the MOEACA to replace this one.
card-removed = The card was taken out during the work.
    .why = The card lost its contact between two of the program's requests. Each step on the card is complete in itself, and a certificate is read back after it is written.
    .advice = Nothing incomplete was written. Insert the same card and run the command again: it goes on from where it stopped.
    .advice-window = Nothing incomplete was written. Insert the same card and press "Try again". An authorization that is signed and not written yet can be finished with "Go on writing to the card" on the start page.
card-unsupported = { $file ->
        [absent] This card is not a business-certificate card.
       *[other] There is no certificate of a business-certificate card in "{ $file }".
    }
    .why = The certificate of a business-certificate card states the card's rank and the unified business number (subjectDirectoryAttributes). This one does not: it is another card, such as a citizen certificate, a health insurance or a bank card.
    .advice = { $file ->
        [absent] Insert a primary or secondary card issued by the MOEACA.
       *[other] Give the signing certificate of a primary or secondary card (PEM or DER).
    }
card-no-module = There is a card in the reader, but no PKCS#11 module that can use it.
    .why = Cards are used through a PKCS#11 module: the one for business-certificate cards comes with HiCOS. It may not be installed, be in another place, or the card may be another one.
    .advice = Install HiCOS; if it is there, name its module with --module. If this is no business-certificate card, insert a primary or secondary card.
    .advice-window = Install HiCOS; if it is there, open "Settings" from the start page and tell where its PKCS#11 module is. If this is no business-certificate card, insert a primary or secondary card.
card-not-secondary = { $card ->
        [absent] A secondary card is needed here, but this card is not one.
       *[other] A secondary card is needed here, but this is primary card "{ $card }" of entity { $business_number } (reader: { $reader }).
    }
    .why = Only a secondary card has an authorization area and can be authorized. The rank is stated in the card's certificate and cannot be changed.
    .advice = Take this card out and insert the secondary card that is to be authorized.
card-not-primary = { $card ->
        [absent] A primary card is needed here, but this card is not one.
       *[other] A primary card is needed here, but this is secondary card "{ $card }" of entity { $business_number } (reader: { $reader }).
    }
    .why = Delegations are given and ended by the entity's primary card alone. The rank is stated in the card's certificate and cannot be changed.
    .advice = Take this card out and insert a primary card of the same business entity.
card-changed = { $card ->
        [absent] This is not the card that the work began with{ $found ->
            [absent] .
           *[other] {" "}(certificate serial { $found }).
        }
       *[other] This is { $rank ->
            [primary] primary
           *[other] secondary
        } card "{ $card }" of entity { $business_number } (reader: { $reader }, certificate serial { $found }), not the card that the work began with.
    }
    .why = An authorization certificate names one card by the serial number of its certificate, and the card that is inserted now has another serial number. All cards of an entity bear the same name, so they are easily mixed up.
    .advice = { $expected ->
        [absent] Insert the card that the work began with: a certificate can only be written to the secondary card that it authorizes.
       *[other] Insert the card with certificate serial { $expected }: a certificate can only be written to the secondary card that it authorizes.
    }
card-certificate-expired = { $not_after ->
        [absent] The certificate of this card has expired.
       *[other] { $card ->
            [absent] The certificate of this card expired at { $not_after }.
           *[other] The certificate of { $rank ->
                [primary] primary
               *[other] secondary
            } card "{ $card }" (reader: { $reader }) expired at { $not_after }.
        }
    }
    .why = Every card certificate has an end of validity, and it is past by the clock of this computer or of the server. What was signed before stays valid.
    .advice = Renew the certificate or replace the card on the MOEACA website.
card-certificate-not-yet-valid = { $not_before ->
        [absent] The certificate of this card is not valid yet.
       *[other] { $card ->
            [absent] The certificate of this card is valid from { $not_before } only.
           *[other] The certificate of { $rank ->
                [primary] primary
               *[other] secondary
            } card "{ $card }" (reader: { $reader }) is valid from { $not_before } only.
        }
    }
    .why = By the clock of this computer or of the server, the start of the certificate's validity is still to come. A clock that is slow is more common than a card that is too new.
    .advice = Check the date and time of this computer. If they are right, wait until the certificate becomes valid.
card-certificate-revoked = The certificate of this card has been revoked.
    .why = The revocation list of the certification authority names this certificate: the card was reported lost, was replaced, or the entity's data changed.
    .advice = A revoked certificate cannot be restored. Apply for a new card on the MOEACA website.
card-untrusted = The certificate of this card does not come from a trusted certification authority.
    .why = No path leads from the card's certificate to a root certificate that the server trusts. It is a test card or a forged one, or the server lacks a certificate of the CA.
    .advice = Use a genuine business-certificate card. A test card works only where its test CA is trusted. If the card is right, ask the administrator to check the trusted root certificates.
card-not-registered = The server has no registration for this secondary card, so it cannot be activated.
    .why = A card can be activated only if the operator entered its serial number, business number and user code beforehand. No entry has the serial number of this card's certificate.
    .advice = Check that your organization has applied for authorization with this card, and ask the administrator to register it.
card-ambiguous = { $cards ->
        [absent] More than one card would do, so it is not clear which one to use.
       *[other] More than one card would do, so it is not clear which one to use: { $cards }.
    }
    .why = Several cards of the rank that is needed are inserted, and the program does not guess which one is meant.
    .advice = Leave only the card you want to use, or name it with --holder, --signer or --card; --reader names a reader.
    .advice-window = Leave only the card you want to use, then press "Try again". You can also open "Settings" from the start page and choose the only reader that is used.

## PIN

pin-length = A PIN has 1 to 8 characters and is not blank.
    .why = These cards take PINs of 1 to 8 characters. Any other input cannot be right, so it is refused here and costs no try. A file that holds the PIN may have extra blanks or lines.
    .why-window = These cards take PINs of 1 to 8 characters. Any other input cannot be right, so it is refused here and costs no try. A PIN that is pasted may have extra blanks.
    .advice = Enter the PIN again. What you entered was not sent to the card and does not count as a wrong try.
pin-incorrect = { $card ->
        [absent] The PIN is wrong.
       *[other] The PIN of { $rank ->
            [primary] primary
           *[other] secondary
        } card "{ $card }" is wrong.
    }{ $tries_left ->
        [absent] {""}
        [0] {" "}No tries are left.
        [one] {" "}You have 1 try left.
       *[other] {" "}You have { $tries_left } tries left.
    }
    .why = The card itself compared the PIN, found it different, and took one try off its counter. A right PIN sets the counter back. The primary and the secondary card have a PIN each.
    .advice = Make sure of the PIN before you enter it again. Three wrong tries in a row lock the card; it is unlocked on the MOEACA website.
pin-locked = { $card ->
        [absent] The PIN of this card is locked.
       *[other] The PIN of { $rank ->
            [primary] primary
           *[other] secondary
        } card "{ $card }" is locked.
    }
    .why = The wrong tries were used up, in this program or in any other that uses the card, so the card refuses every PIN, also the right one.
    .advice = Unlock the card on the MOEACA website, then try again.
pin-required = { $card ->
        [absent] This needs the PIN to be verified first.
       *[other] This needs the PIN of { $rank ->
            [primary] primary
           *[other] secondary
        } card "{ $card }" to be verified first.
    }
    .why = A card forgets that its PIN was verified when it is taken out or reset, which another program can do, too.
    .advice = Insert the card, enter its PIN and try again. The PIN is needed again each time the card is inserted.

## Authorization area

area-not-open = Secondary-card authorization has not been activated for this card.
    .why = A secondary card is delivered with its authorization area closed, and it is opened once with the user code. That has not been done with this card, or not with this server.
    .advice = Activate this secondary card first (scap activate), then issue.
    .advice-window = Go back to the start page and activate this card first with "Open a secondary card", then issue.
area-already-open = Secondary-card authorization is active on this card already.
    .why = The authorization area was opened by an earlier activation. The original program showed this as error 9702 with 7411.
    .advice = A card is activated only once. There is nothing to do; you can issue authorizations.
    .advice-window = A card is activated only once, so there is nothing to do. Go back to the start page and issue with "Issue authorizations".
area-locked = The authorization area of this card is locked.
    .why = The access to the area is protected on the card and counts wrong tries like a PIN. They are used up, so the card neither shows nor takes a certificate.
    .advice = Unlock it on the MOEACA website, under the services for IC cards, then try again.
area-unsupported = This card has no authorization area that this program can use.
    .why = An area needs a card that keeps PKCS#11 data objects, or the file that a setting (area_file) names. The module of this card keeps no objects, or the card has no such file, or it holds something else. The layout of the vendor's own area on MOEACA cards is not public, so this program can neither read nor write it.
    .why-window = An area needs a card that keeps data objects, or the file on it that the settings name. The module of this card keeps no objects, or the card has no such file, or it holds something else. The layout of the vendor's own area on MOEACA cards is not public, so this program can neither read nor write it.
    .advice = Use a card that docs/cards.md lists; if area_file is set, check its path. This program never writes over something else in a file.
    .advice-window = Use a card that can hold an authorization. If a file for the area is set, open "Settings" from the start page and check it. If in doubt, ask your administrator. This program never writes over something else in a file.
area-full = { $needed ->
        [absent] The authorization certificate does not fit in the authorization area of the card.
       *[other] { $capacity ->
            [absent] The authorization certificate has { $needed } bytes and does not fit in the authorization area of the card.
           *[other] The authorization certificate has { $needed } bytes, and the authorization area of the card holds { $capacity }.
        }
    }
    .why = The size of the area is fixed, and a certificate grows with each application and with the length of its names, units and roles.
    .advice = Authorize fewer applications, or shorten the units and roles, then issue again.
area-corrupt = { $reason ->
        [absent] What is in the authorization area of the card is not a valid authorization certificate.
       *[other] What is in the authorization area of the card is not a valid authorization certificate ({ $reason }).
    }
    .why = The area holds data that cannot be read as an authorization certificate: another program wrote it, or it was damaged.
    .advice = Issue a new authorization certificate and write it to this card.
    .advice-window = Go back to the start page and issue a new authorization to this card with "Issue authorizations", "Issue a new authorization".
area-none = Nothing has been authorized on this secondary card yet.
    .why = The area is open but empty: the card was activated, and no certificate has been written to it since.
    .advice = Issue an authorization for this card with a primary card first (scap issue).
    .advice-window = Go back to the start page and issue one to this card first with "Issue authorizations", "Issue a new authorization".

## User code

user-code-incorrect = { $tries_left ->
        [absent] The user code is wrong.
        [0] The user code is wrong. No tries are left.
        [one] The user code is wrong. You have 1 try left.
       *[other] The user code is wrong. You have { $tries_left } tries left.
    }
    .why = The server compared the user code with the one that was entered for this card, and counts wrong tries for each card. A right user code sets the counter back.
    .advice = Look up the user code that was chosen when the certificate was applied for; upper and lower case differ. Three wrong tries in a row lock the code.
user-code-locked = The user code is locked after three wrong tries.
    .why = The server accepts no user code for this card any more, so that nobody can find it by trying.
    .advice = Ask the MOEACA to reset the user code, then activate the card.
    .advice-window = Ask the MOEACA to reset the user code, then activate the card with "Open a secondary card" on the start page.

## Business entity and content

entity-mismatch = { $signer ->
        [absent] The signing card and the secondary card belong to different entities.
       *[other] { $card ->
            [absent] The signing card belongs to entity { $signer }, the secondary card to entity { $holder }.
           *[other] This is { $rank ->
                [primary] primary
               *[other] secondary
            } card "{ $card }" of entity { $signer } (reader: { $reader }), but the card to be authorized belongs to entity { $holder }.
        }
    }
    .why = An entity can authorize its own secondary cards only, and the two card certificates state different unified business numbers.
    .advice = Sign with a card of the same business entity as the secondary card.
holder-id-missing = No holder identification number was entered.
    .why = Each authorization certificate names the person who holds the card, by exactly one number.
    .advice = Enter the holder's national or resident identification number, or choose the other kind of number.
holder-id-invalid = { $rule ->
        [form] The holder identification number has the wrong form: it is one letter and nine digits, or two letters and eight digits.
        [gender] The second character of the holder identification number is wrong: it is 1, 2, 8 or 9, or A to D in the older resident form.
        [checksum] The check digit of the holder identification number does not fit; one of its characters is probably wrong.
        [text] The holder identification number has characters that cannot be used, or more than 64 characters.
       *[other] The holder identification number is wrong.
    }
    .why = National and resident numbers have a fixed form and a check digit that is computed from the other characters; any other number is free text of at most 64 characters. The number that was entered breaks one of these rules.
    .advice = Compare it with the document and enter it again. If it is not a national or resident number, choose the other kind of number.
slot-limit = A secondary card takes at most five applications.
    .why = An authorization certificate has five fields for applications (slots 1 to 5), and each takes one.
    .advice = Remove applications until there are at most five.
slot-duplicate = { $application ->
        [absent] { $slot ->
            [absent] An application or a slot is used twice.
           *[other] Slot { $slot } is used twice.
        }
       *[other] Application "{ $application }" is authorized twice.
    }
    .why = With one application in two slots, or two entries for one slot, it would not be clear which unit and role count.
    .advice = Check slots 1 to 5: each slot takes one application, and each application is authorized once.
slot-range = { $number ->
        [absent] There is no slot with this number.
       *[other] There is no slot { $number }.
    }
    .why = The number of a slot is less than 1 or more than 5, in the content file or in an option.
    .why-window = The number of a slot is less than 1 or more than 5.
    .advice = Slots are numbered 1 to 5. Correct the number.
slot-unused = { $slot ->
        [absent] A slot that is to be cancelled is not in use.
       *[other] Slot { $slot } is not in use.
    }
    .why = The certificate on the card has no application in this slot, so there is nothing to cancel. It may have been cancelled before.
    .advice = View what is on the card (scap view), and name a slot that is in use.
    .advice-window = See what is on the card with "View an authorization" on the start page, then cancel something that is in use.
content-text = { $field ->
        [absent] One of the texts of the content cannot be used.
       *[other] { $rule ->
            [blank] "{ $field }" is blank.
            [control] "{ $field }" holds a line break or another control character.
            [invisible] "{ $field }" holds an invisible character.
            [too_long] "{ $field }" is longer than { $max ->
                [absent] the field takes.
               *[other] { $max } characters.
            }
            [not_visible_ascii] "{ $field }" holds something else than ASCII letters, digits and signs.
           *[other] The text of "{ $field }" cannot be used.
        }
    }
    .why = A text is blank, is too long, or has characters that cannot be shown on one line. Copying from documents and tables can bring in line breaks and invisible characters.
    .advice = A text is not blank, has no line breaks or other control characters, and is no longer than its field; an application code has visible ASCII characters only.
content-file = { $file ->
        [absent] The content file cannot be used.
       *[other] { $reason ->
            [absent] The content file "{ $file }" cannot be used.
           *[other] The content file "{ $file }" cannot be used: { $reason }
        }
    }
    .why = The file is missing, is not UTF-8 JSON, or has a field that is missing, unknown or of the wrong type. Unknown fields are refused so that a misspelled one is not passed over.
    .advice = Check that the file exists, that you may read it, and that it is JSON as described, with field names spelled right.
application-unknown = { $application ->
        [absent] The application is not in the catalogue.
       *[other] Application "{ $application }" is not in the catalogue.
    }
    .why = The server compares code and name with its catalogue. The code is misspelled, or the application was taken out of the catalogue or renamed since the content was prepared.
    .advice = Choose an application of the catalogue. In a content file, check the code; upper and lower case differ.
    .advice-window = Choose the application from the list again. If one that was on the card is not in the list any more, clear it.

## Delegation

delegation-none = { $card ->
        [absent] { $serial ->
            [absent] No delegation has ever been issued to this secondary card.
           *[other] This business entity has no delegation { $serial }.
        }
       *[other] Secondary card "{ $card }" (reader: { $reader }) cannot sign: no delegation has ever been issued to it.
    }
    .why = A secondary card can sign for others only by a delegation that the primary card gave it, and the server has no record of such a one.
    .advice = { $serial ->
        [absent] Query its authorization records to make sure. If it needs a delegation, issue one with the primary card.
       *[other] Check the serial: the authorization records of the primary card list the delegations that it granted.
    }
    .advice-window = { $serial ->
        [absent] Make sure with "Query records" on the start page. If the card needs a delegation, issue one by the primary card with "Issue a delegation".
       *[other] Query the primary card with "Query records" on the start page: that lists the delegations that it granted.
    }
delegation-inactive = { $card ->
        [absent] { $serial ->
            [absent] The delegation
           *[other] Delegation { $serial }
        } { $deactivated_at ->
            [absent] has ended.
           *[other] was ended at { $deactivated_at }.
        }
       *[other] Secondary card "{ $card }" (reader: { $reader }) cannot sign: its delegation { $deactivated_at ->
            [absent] has been deactivated.
           *[other] was deactivated at { $deactivated_at }.
        }
    }
    .why = A primary card deactivated this delegation, or issued a newer one in its place. What was signed by it until then stays valid.
    .advice = Query its authorization records to make sure. If it still needs a delegation, issue a new one with the primary card.
    .advice-window = Make sure with "Query records" on the start page. If the card still needs a delegation, issue a new one by the primary card with "Issue a delegation".
delegation-expired = { $not_after ->
        [absent] The delegation of this secondary card has expired.
       *[other] { $card ->
            [absent] { $serial ->
                [absent] The delegation
               *[other] Delegation { $serial }
            } expired at { $not_after }.
           *[other] Secondary card "{ $card }" (reader: { $reader }) cannot sign: its delegation expired at { $not_after }.
        }
    }
    .why = A delegation ends at the time that stands in it, at the latest with the secondary card's certificate. What the card signed until then stays valid.
    .advice = Issue a new delegation with the primary card.
    .advice-window = Issue a new delegation by the primary card with "Issue a delegation".
delegation-self = { $card ->
        [absent] The card that signs is the one that is to be authorized, and a card cannot authorize itself.
       *[other] A secondary card cannot authorize itself: "{ $card }" (reader: { $reader }) is the card that is to be authorized.
    }
    .why = The card that signs and the card that is authorized have the same certificate. A delegation lets its holder authorize other cards, never his own.
    .advice = Use two different cards for signing and for being authorized.

## Network and server

net-connect = { $url ->
        [absent] The server cannot be reached.
       *[other] The server { $url } cannot be reached.
    }
    .why = Nothing took the connection: the name of the server cannot be resolved, the network is down, a firewall blocks it, or the service is not running.
    .advice = Check the network and the address of the server. If your network needs a proxy, set it in the network settings.
    .advice-window = Check the network, then press "Try again". If your network needs a proxy, or the address of the server has changed, press "Open settings".
net-timeout = { $url ->
        [absent] The server did not answer in time.
       *[other] The server { $url } did not answer in time.
    }
    .why = The connection or the answer took longer than the few seconds that the program waits. The network is slow or drops packets, the server is overloaded, or the internet can be reached through a proxy only.
    .advice = Try again later; that is safe, nothing is issued twice. If it keeps happening, check the network and the proxy settings.
    .advice-window = Press "Try again" later; that is safe, nothing is issued twice. If it keeps happening, check the network, or press "Open settings" and check the proxy.
net-proxy = { $reason ->
        [unreachable] The proxy { $proxy } cannot be reached.
        [account_needed] The proxy { $proxy } asks for an account.
        [account_refused] The proxy { $proxy } refuses the account.
        [refused] The proxy { $proxy } does not connect to the server.
       *[other] { $proxy ->
            [absent] The connection through the proxy failed.
           *[other] The connection through the proxy { $proxy } failed.
        }
    }
    .why = The proxy could not be reached, wants an account, or does not allow connections to this server. The server itself was not reached.
    .advice = { $reason ->
        [unreachable] Check the address and port of the proxy (--proxy, SCAP_PROXY, HTTPS_PROXY, or proxy in the network settings), or turn it off if you do not need one (scap config set proxy off).
        [account_needed] Set the proxy in the network settings (scap config set proxy), then your account with the proxy (proxy_account) and its password (proxy_password). They are told to the proxy of these settings only.
        [account_refused] Check the account and enter its password again (scap config set proxy_password). It was not tried twice, as wrong passwords may lock the account.
        [refused] Try again later. If it keeps happening, ask the administrator of your network to let the proxy connect to the server.
       *[other] Check the address, port, account and password of the proxy in the network settings, or turn the proxy off if you do not need one.
    }
    .advice-window = { $reason ->
        [unreachable] Press "Open settings" and check the address and port of the proxy, or choose to use none if you do not need one.
        [account_needed] Press "Open settings" and enter your account with the proxy and its password. They are told to the proxy of these settings only.
        [account_refused] Press "Open settings", check the account and enter its password again. It was not tried twice, as wrong passwords may lock the account.
        [refused] Try again later. If it keeps happening, ask the administrator of your network to let the proxy connect to the server.
       *[other] Press "Open settings" and check the address, port, account and password of the proxy, or choose to use none if you do not need one.
    }
net-tls = { $url ->
        [absent] No secure connection to the server can be made.
       *[other] No secure connection to { $url } can be made.
    }
    .why = The certificate that the server showed is not for this address, has expired, or comes from an authority that this computer does not trust. A device that inspects encrypted connections puts its own certificate in place of the server's.
    .advice = Check the address of the server and the date and time of this computer. If your network inspects encrypted connections, ask its administrator. For your protection the certificate check cannot be turned off.
    .advice-window = Press "Open settings" and check the address of the server; check the date and time of this computer, too. If your network inspects encrypted connections, ask its administrator. For your protection the certificate check cannot be turned off.
server-database = The server cannot use its database at the moment.
    .why = The server runs, but its database did not answer, is locked, or has no disk space. What was not acknowledged was not recorded.
    .advice = Try again later; that is safe, nothing is issued twice. If it keeps happening, tell the operator of the server.
server-status = { $status ->
        [absent] The server gave an unexpected answer.
       *[other] { $call ->
            [absent] The server gave an unexpected answer (HTTP { $status }).
           *[other] The server gave an unexpected answer to "{ $call }" (HTTP { $status }).
        }
    }
    .why = The answer had an HTTP status that is neither success nor a refusal of this service. It often comes from something in front of the server: a gateway, a load balancer, a maintenance page.
    .advice = Try again. If it keeps happening, give this message to the operator of the server.
server-not-found = { $url ->
        [absent] There is no authorization service at this address.
       *[other] There is no authorization service at { $url }.
    }
    .why = Something answered at the address, but it knows none of this service's paths: another web site is there, or a part of the address is missing.
    .advice = Check the address of the server in the settings. If it is right, ask the operator of the server.
    .advice-window = Press "Open settings" and check the address of the server. If it is right, ask the operator of the server.
server-refused = { $rule ->
        [absent] A rule of the server refused the request.
       *[other] A rule of the server refused the request (code { $rule }).
    }
    .why = The server gave a code that this version of the program does not know. Most often the server is newer and has a rule that was added later.
    .advice = Update this program and try again. If it is still refused, give the code to the operator of the server.
server-answer = { $call ->
        [absent] The answer of the server cannot be understood.
       *[other] The answer of the server to "{ $call }" cannot be understood.
    }
    .why = The body of the answer is not what was agreed: the versions of program and server do not fit, or something in between answered, such as the sign-in page of a network.
    .advice = Check the address of the server and update this program. If it keeps happening, tell the operator of the server.
server-internal = Something failed inside the server.
    .why = The fault lies in the server's own program or system, not in the request. Its log tells the details.
    .advice = Try again later; that is safe. If it keeps happening, tell the operator of the server.
audit-pending = { $serial ->
        [absent] The authorization certificate is on the card, but the record of the write has not reached the server yet.
       *[other] Authorization certificate { $serial } is on the card, but the record of the write has not reached the server yet.
    }
    .why = The network or the server failed between the write onto the card and its record. The card has signed the record, and it waits in a file on this computer.
    .advice = Do not issue again. The record is kept on this computer and sent again by itself until the server has it.
    .advice-window = Do not issue again. The record is kept on this computer and sent again by itself. When the network is back, you can also press "Send now" on the start page.
resume-none = No certificate waits to be written to this card.
    .why = A certificate that was signed but not written yet waits in a file on this computer. None waits here for this card: it was written, or it was issued on another computer.
    .advice = See what is on the card with scap view. If it needs a certificate, issue one with scap issue.
    .advice-window = See what is on the card with "View an authorization" on the start page. If it needs a certificate, issue one with "Issue authorizations".
catalogue-none = The server has no catalogue of applications yet.
    .why = The server was set up, but the list of applications, units and roles has never been imported.
    .advice = Ask the operator of the server to import the catalogue.
terms-outdated = { $current ->
        [absent] The terms of secondary-card authorization have changed.
       *[other] The terms of secondary-card authorization have changed to version { $current }.
    }
    .why = The secondary card signs its consent to one version of the terms. The operator published another one between that and the issuance.
    .advice = Run the command again, read the new terms and agree to them.
    .advice-window = Press "Try again", read the new terms and agree to them. What was filled in is kept.
request-malformed = { $field ->
        [absent] The server could not understand the request.
       *[other] The server could not understand "{ $field }" of the request.
    }
    .why = A field of the request is missing, unknown or of the wrong form. Programs and servers of different versions can disagree in this way.
    .advice = Update this program and try again. If it keeps happening, give this message to the operator of the server.
request-signature = The server could not verify the card's signature on the request.
    .why = The signature does not match the request under the key in the card's certificate: the card signed wrongly, the driver garbled the signature, or the request was changed on its way.
    .advice = Insert the card again and try once more. If it keeps happening, the card or its driver may be faulty; ask the MOEACA.
request-url = { $expected ->
        [absent] The request was signed for another server address.
       *[other] The request was signed for an address other than the server's, { $expected }.
    }
    .why = Each signed request names the address that it is meant for, so that nobody can use it elsewhere. The server is known to itself by another address than the one in the settings.
    .advice = Set the server address to the one that the server announces. If there is a redirection or proxy in between, ask the operator of the server.
    .advice-window = Open "Settings" from the start page and set the server address to the one that the server announces. If there is a redirection or proxy in between, ask the operator of the server.
request-nonce = The one-time value of the request was used before or is too old.
    .why = Each signed request carries a value that the server gave out, which counts once and for some minutes only. That keeps recorded requests from being sent again.
    .advice = Run the command again. This happens after a long pause in the middle of it.
    .advice-window = Press "Try again". This happens after a long pause in the middle. What was filled in is kept.
version-outdated = { $minimum ->
        [absent] This program is too old for the server.
       *[other] This program is too old for the server, which needs version { $minimum } or later.
    }
    .why = The operator of the server has set the oldest version that is still served, and this program is older.
    .advice = { $download ->
        [absent] Update this program to the newest version.
       *[other] Get the newest version from { $download }.
    }

## Issuance

issuance-unknown = The server does not know this issuance.
    .why = Each issuance has an identifier of its own, and this server has none with the one that was asked for: it was made with another server, or its request never arrived.
    .advice = Check that this is the server it was issued with; otherwise issue again.
    .advice-window = Open "Settings" from the start page and check that this is the server it was issued with; otherwise issue again.
issuance-conflict = The server has this issuance with different content.
    .why = The same identifier came twice with different contents, so one of the two would have been recorded for the other.
    .advice = Query the authorization records of this card before you issue again.
    .advice-window = Query this card with "Query records" on the start page before you issue again.
issuance-abandoned = This issuance was not completed in time, so the server has abandoned it.
    .why = The server keeps a serial number for a limited time. The certificate that was to bear it did not come within that time.
    .advice = Issue again. The abandoned serial number is not used again.
issuance-superseded = This issuance is void: a newer authorization was issued to the card.
    .why = Only the newest authorization of a card counts. Another one was recorded after its holder had agreed to this one.
    .advice = There is nothing to complete. To change what the card may do, issue again.
issuance-outdated = { $current ->
        [absent] There is a newer authorization certificate for this card than the one that is on it.
       *[other] The newest authorization certificate of this card is { $current }, which is not the one that is on it.
    }
    .why = An earlier issuance was recorded and its certificate never written to the card, such as when it was cut off on another computer. A change of the older content could bring back what was cancelled, so the server refuses.
    .advice = Run "scap issue --resume" on the computer where it was cut off, then change it. If that cannot be done, issue the whole content anew with "scap issue".
    .advice-window = On the computer where it was cut off, press "Go on writing to the card" on the start page, then change it. If that cannot be done, issue the whole content anew with "Issue a new authorization".
issuance-limit = Too many issuances of this secondary card were begun and not finished.
    .why = Each issuance that is begun takes a serial number of the signing card, which the server keeps for a day. How many may wait for one secondary card is limited, so that nobody can use the numbers up.
    .advice = Try again in a day, when what was not finished is void. If you did not begin them, ask the operator of the server to look into the audit log.
issuance-not-issued = The authorization certificate of this issuance has not reached the server.
    .why = The write onto the card was reported before the certificate itself was. The server records a write only for a certificate that it has.
    .advice = Run the issuance again, so that the certificate reaches the server before the write is recorded.
    .advice-window = Go back to the start page and press "Go on writing to the card", so that the certificate reaches the server before the write is recorded.
serial-exhausted = The signing card has no serial numbers left (999,999 at most).
    .why = The serial number of a certificate is that of the signing card's certificate followed by six digits, which count up and are never used twice.
    .advice = Have the primary card replaced, then issue with the new one.
serial-too-large = The serial number of this card's certificate is too long to make serial numbers from.
    .why = The card's serial number with six more digits has to fit in 20 bytes, the most that the standard allows (RFC 5755). Cards of the MOEACA always fit.
    .advice = Use a card issued by the MOEACA; if this is one, ask the MOEACA.
serial-invalid = The serial number is malformed.
    .why = Something other than digits was given, or a number that is zero, begins with zero or is too long.
    .advice = A serial number is a decimal number greater than zero. Correct it.
query-range = { $from ->
        [absent] The start of the range is after its end.
       *[other] { $to ->
            [absent] The start of the range, { $from }, is after its end.
           *[other] The start of the range, { $from }, is after its end, { $to }.
        }
    }
    .why = The two dates were probably mixed up. Dates without a time count as whole days of Taiwan.
    .advice = Choose a start that is not after the end.
record-none = { $serial ->
        [absent] This card has no such record.
       *[other] This card has no record of certificate { $serial }.
    }
    .why = The server finds no certificate of this serial number that this card granted or received, and does not tell a card about others.
    .advice = Check the serial, and whether the card granted it (granted) or received it (received). A card can see its own records only.
    .advice-window = Query again with "Query records" on the start page, and check whether the card granted it or was granted it. A card can see its own records only.
query-cursor = The query cannot go on from this place.
    .why = The place to go on from was given out with an earlier answer. It was cut off or changed, or comes from another server.
    .advice = Start the query again from the first page.
    .advice-window = Query again with "Query records" on the start page. Earlier records have to be queried with the same card.

## Batch

batch-file = { $file ->
        [absent] The file of the batch cannot be used.
       *[other] { $file }{ $line ->
            [absent] {""}
           *[other] , line { $line }
        }{ $field ->
            [absent] {""}
           *[other] , { $field }
        }: { $reason ->
            [application] this application is not in the catalogue.
            [application_twice] this application is in two slots of the card.
            [column_twice] this column is there twice.
            [differs] another row of this card says something else.
            [encoding] the file is not UTF-8 text.
            [field_count] the row does not have as many fields as the header.
            [holder_kind] the kind of number is national_id or other.
            [holder_number] this holder identification number is wrong.
            [missing] this is missing.
            [missing_column] this column is missing.
            [no_rows] there is no card in the file.
            [not_results] this is no result file of a batch.
            [pin_file] the file that is named has no PIN of 1 to 8 characters, or cannot be read.
            [rounded] a spreadsheet has rounded this number, so it names no card any more.
            [separator] the columns are separated by something else than commas.
            [slot] a slot is a number from 1 to 5.
            [slot_twice] this slot of the card is used twice.
            [text] the text is too long, or has characters that cannot be shown on one line.
            [too_long] the file is too long.
            [unknown_column] there is no such column.
            [utf_16] the file is UTF-16 text ("Unicode text" of a spreadsheet), not UTF-8.
           *[other] this cannot be used.
        }
    }
    .why = A batch is checked whole before any card is touched, by the same rules as a single authorization. Spreadsheets often save another encoding than UTF-8, or round long numbers.
    .advice = Nothing was issued in this run. Correct the file and run the batch again; --dry-run only checks it. In a spreadsheet, format columns with serial numbers as text and save as "CSV UTF-8".
batch-card-twice = { $card ->
        [absent] Two names in the file are those of one card.
       *[other] "{ $card }" is the card that the file also calls "{ $earlier }".
    }
    .why = A card can be named by its serial, its label or its reader. Two of these were used for one card, and the second authorization would have replaced the first.
    .advice = Use one name for the card in all of its rows, then run the batch again with --resume.
batch-failed = { $issued ->
        [absent] Not every card of the batch was issued.
       *[other] Not every card of the batch was issued: { $issued } issued, { $failed } failed, { $left } not tried, { $skipped } done earlier.
    }
    .why = A card that fails does not stop the others. What would hit all of them does: the signing card is locked or gone, or the server cannot be reached.
    .advice = The result file tells what happened to each card. Remedy that, then run the batch again with --resume: it goes on with the cards that are left, and nothing is issued twice.

## Settings, files and commands

config-area-file = The setting of the area's file, area_file, cannot be understood{ $reason ->
        [absent] .
       *[other] : { $reason }
    }
    .why = The text in the settings file, the variable SCAP_AREA_FILE or --area-file is no path of a file with its parts.
    .why-window = The text of the setting is no path of a file with its parts.
    .advice = It is written as the path, then what differs from the defaults, such as 3F00/0900/0A01;size=8212;pin=81: see docs/cards.md. If it is not needed, remove it.
    .advice-window = Press "Open settings" and check the file of the area. It is written as the path, then what differs from the defaults, such as 3F00/0900/0A01;size=8212;pin=81. If it is not needed, leave it blank.
config-url = { $url ->
        [absent] The address that is set is not usable.
       *[other] The address that is set, "{ $url }", is not usable.
    }
    .why = The text is not an address with a scheme and a host, holds an account where none belongs, or would send data unencrypted to another computer.
    .advice = { $setting ->
        [proxy] A proxy address (--proxy, SCAP_PROXY, HTTPS_PROXY, or proxy in the settings file) is written http://host:port or socks5://host:port. In the settings file it holds no account: set that with "scap config set proxy_account" and its password with "scap config set proxy_password".
       *[other] A server address (--server, SCAP_SERVER, or server in the settings file) starts with https://; http:// is for a server on this computer only.
    }
    .advice-window = { $setting ->
        [proxy] Press "Open settings" and correct the proxy address: it is written http://host:port or socks5://host:port. The account and its password have fields of their own.
       *[other] Press "Open settings" and correct the server address: it starts with https://; http:// is for a server on this computer only.
    }
config-invalid = { $file ->
        [absent] The settings are not usable.
       *[other] { $key ->
            [absent] The settings file "{ $file }" is not usable.
           *[other] "{ $key }" in the settings file "{ $file }" is not usable.
        }
    }
    .why = The file is not TOML, has a key that the program does not know, or a value of the wrong type. Unknown keys are refused so that a misspelled one is not passed over.
    .why-window = The file cannot be read as settings, has a key that the program does not know, or a value of the wrong type; it may have been changed with another program. Unknown keys are refused so that a misspelled one is not passed over.
    .advice = { $reason ->
        [absent] Correct the settings, or delete the settings file to return to the defaults.
       *[other] Correct the settings, or delete the settings file to return to the defaults. Reason: { $reason }
    }
    .advice-window = { $reason ->
        [absent] Press "Open settings" and set it anew, or ask your administrator.
       *[other] Press "Open settings" and set it anew, or ask your administrator. Reason: { $reason }
    }
keyring-failed = The keyring of the system cannot be used for the password of the proxy.
    .why = The password was put into the keyring, which cannot be used now: it is locked, its service does not run in this session, or the entry was deleted there.
    .advice = { $reason ->
        [absent] Unlock the keyring, or set the password again with "scap config set proxy_password".
       *[other] Unlock the keyring, or set the password again with "scap config set proxy_password". Reason: { $reason }
    }
    .advice-window = { $reason ->
        [absent] Unlock the keyring, or open "Settings" from the start page and enter the password of the proxy again.
       *[other] Unlock the keyring, or open "Settings" from the start page and enter the password of the proxy again. Reason: { $reason }
    }
file-read = { $file ->
        [absent] The file cannot be read.
       *[other] { $reason ->
            [absent] The file "{ $file }" cannot be read.
           *[other] The file "{ $file }" cannot be read: { $reason }
        }
    }
    .why = The system refused to open or read the file: it is not there, is a folder, is too long, or belongs to somebody else.
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
    .why = The file could be read, but what is in it is something else, such as a key, a request or a web page that was saved in its place.
    .advice = { $what ->
        [revocation_list] Give a revocation list (CRL), as PEM or DER.
       *[other] Give an X.509 certificate, as PEM or DER; a PEM file may hold several.
    }
file-exists = { $file ->
        [absent] A file of this name is there already, and is not written over.
       *[other] "{ $file }" is there already, and is not written over.
    }
    .why = Writing over a card or a CA would destroy its keys, and over the results of a batch what is known of it, so nothing that is there is ever replaced.
    .why-window = So that nothing is lost, nothing that is there is ever replaced.
    .advice = { $resume ->
        [absent] Choose another name or folder, or delete what is there if it is no longer needed.
       *[other] To go on with the earlier batch, add { $resume }; to issue to all cards again, name another result file with --results.
    }
    .advice-window = Choose another name or folder, or delete what is there if it is no longer needed.
soft-card-name = { $name ->
        [absent] This cannot be the name of a soft card.
       *[other] "{ $name }" cannot be the name of a soft card.
    }
    .why = A soft card is a folder, and the name becomes the name of that folder. It would be hidden, lie elsewhere, or not be allowed on every system.
    .advice = Choose a name of 1 to 128 bytes that does not begin with a dot and holds none of / \ and :.
file-write = { $file ->
        [absent] The file cannot be written.
       *[other] { $reason ->
            [absent] The file "{ $file }" cannot be written.
           *[other] The file "{ $file }" cannot be written: { $reason }
        }
    }
    .why = The system refused to make or write the file: the folder is missing or protected, the disk is full, or the device is gone.
    .advice = Check that the folder exists, that you may write to it and that the disk has space left.
file-extension = { $file ->
        [absent] An authorization certificate is saved as a .txt file only.
       *[other] The name "{ $file }" does not end in .txt.
    }
    .why = The saved certificate is text for people. With one extension for all it is opened by a text editor and not taken for something else.
    .advice = Choose a name that ends in .txt.
input-needed = { $flag ->
        [absent] Your input is needed, but there is no terminal to ask on.
       *[other] Your input is needed, but there is no terminal to ask on. Give it with { $flag }.
    }
    .why = A question came up that no option answers, and there is no terminal to show it on: the program runs in a script, a pipe or a scheduled job, or the terminal cannot move its cursor (TERM=dumb) or does not show standard error.
    .advice = In scripts and scheduled jobs, give everything by options; see --help.
usage = { $reason ->
        [absent] The command is not used correctly.
       *[other] The command is not used correctly: { $reason }
    }
    .why = An option or argument is missing, unknown or contradicts another one, or a secret stands in the environment, where other programs can read it.
    .advice = See --help for how to use it.
clock-wrong = The date and time of this computer are wrong.
    .why = The clock tells a time that no certificate can have, before 1970 or after 9999. An empty battery on the main board does this.
    .advice = Set the date and time of this computer, then try again.
cancelled = Cancelled.
    .why = Somebody answered no, left a question with Ctrl+C, or closed the terminal.
    .why-window = Somebody cancelled this, or stopped waiting for the server.
    .advice = Nothing is half done on the card or the server. You can run the command again at any time.
    .advice-window = Nothing is half done on the card or the server. You can begin again from the start page at any time.

## Validation of authorization certificates

ac-too-large = { $max ->
        [absent] The data is too long for an authorization certificate.
       *[other] The data is longer than { $max } bytes.
    }
    .why = An authorization certificate has a few kilobytes; anything far longer is refused before it is read, so that it cannot tie up the program.
    .advice = This is not an authorization certificate. Check the file.
ac-der = This is not an attribute certificate.
    .why = The bytes do not follow the structure that RFC 5755 gives to an attribute certificate: the file is cut off, or is something else, such as the certificate of a card.
    .advice = Check that the file is an authorization certificate, and get a complete copy of it.
ac-not-canonical = The encoding of the certificate breaks the rules of DER.
    .why = The same certificate can be encoded in several ways, and DER allows exactly one of them. A program that converted the file used another.
    .advice = Do not rely on this certificate, and ask for the original file.
ac-encoding = There is no authorization certificate in the file.
    .why = The file is neither DER nor text that holds a PEM block or base64 of one. It may be empty, or the block was lost in copying.
    .advice = Give a DER, PEM or base64 file, or a .txt file saved by this program.
ac-version = This attribute certificate is not version 2.
    .why = RFC 5755 knows version 2 alone. Version 1 is of an older standard and lacks what protects version 2.
    .advice = Authorization certificates are always version 2. Check the file.
ac-serial = The serial number of the certificate breaks the rules.
    .why = RFC 5755 wants a positive serial number of at most 20 bytes.
    .advice = Do not rely on this certificate, and have it issued again.
ac-algorithm-mismatch = The signature algorithms inside and outside the signed part of the certificate differ.
    .why = The algorithm stands in the certificate twice, once protected by the signature. If the two differ, the unprotected one was changed or the program that signed is faulty.
    .advice = Do not rely on this certificate; it may have been tampered with.
ac-algorithm-unknown = The signature algorithm of the certificate is not supported.
    .why = Only SHA-256 with RSA, and for old certificates SHA-1 with RSA, belong to the profile of these certificates.
    .advice = Have it issued again by a current version (SHA256withRSA).
ac-validity-reversed = The validity of the certificate ends before it starts.
    .why = The program that issued it wrote two dates that cannot both be right, so there is no time at which the certificate counts.
    .advice = Do not rely on this certificate, and have it issued again.
ac-attributes = The attributes of the certificate break RFC 5755.
    .why = The certificate has no attribute at all, one without a value, or one type twice.
    .advice = Do not rely on this certificate, and have it issued again.
ac-extensions = The extensions of the certificate break RFC 5755.
    .why = The list of extensions is there but empty or names one extension twice, or one of them is not in the form that the RFC prescribes.
    .advice = Do not rely on this certificate, and have it issued again.
ac-holder-form = The certificate does not name its holder by exactly one card certificate.
    .why = An authorization certificate points to its holder's card by issuer and serial number of the card's certificate. This one names a person or an organization, several holders, or none.
    .advice = This attribute certificate is not an authorization certificate. Check the file.
ac-issuer-form = The certificate does not name its issuer by exactly one name.
    .why = An authorization certificate has the signing card's name as its issuer, in the form that RFC 5755 calls v2Form. This one has several names, none, or another form.
    .advice = This attribute certificate is not an authorization certificate. Check the file.
ac-sha1 = The certificate is signed with SHA-1, which the policy does not accept.
    .why = Somebody with enough computing power can make two different contents with the same SHA-1, so signatures with it prove little. Cards issued such certificates in earlier years.
    .advice = Have it issued again. If old certificates must be accepted, the administrator can change the policy (--allow-sha1).
ac-authority-key-identifier = The certificate has no authority key identifier, so its signer cannot be told.
    .why = All cards of an entity bear the same name, so the name alone does not tell whose signature it is. The key identifier does, and it is missing.
    .advice = Do not rely on this certificate, and have it issued again.
ac-profile = This attribute certificate is not an authorization certificate.
    .why = Attribute certificates serve many purposes. This one has no holder identification number, or is an application authorization and a delegation at once.
    .advice = Check the file; scap ac show displays what is in it.
ac-holder-id = The holder identification number in the certificate is wrong.
    .why = The number breaks the rules of its kind: its form, its check digit or its length. A program that does not check it must have issued the certificate.
    .advice = Have the certificate issued again with the right number.
ac-slots = The slots of the certificate break the rules.
    .why = There are more than five applications, one of them twice, a slot twice, or a slot outside 1 to 5.
    .advice = Have the certificate issued again; it takes at most five applications, each once.
ac-text = A text in the certificate cannot be used.
    .why = A name, unit or role is blank, too long, or has control characters, which can make a screen show something else than was signed.
    .advice = Have the certificate issued again without blank texts and control characters.
ac-critical-extension = { $oid ->
        [absent] The certificate has a critical extension that this program does not know.
       *[other] The certificate has a critical extension that this program does not know ({ $oid }).
    }
    .why = Whoever issued it said that nobody may use the certificate without understanding this extension (RFC 5755 § 5).
    .advice = Update this program to the newest version and verify again.
ac-not-yet-valid = { $not_before ->
        [absent] The certificate is not valid yet.
       *[other] The certificate is not valid before { $not_before }.
    }
    .why = The time that is judged by lies before the start of the validity. A clock that is slow is the most common cause.
    .advice = Check the date and time of this computer. If they are right, wait until the certificate becomes valid.
ac-expired = { $not_after ->
        [absent] The certificate has expired.
       *[other] The certificate expired on { $not_after }.
    }
    .why = The time that is judged by lies after the end of the validity, which is at the latest that of the secondary card's certificate.
    .advice = Have a new authorization certificate issued.
ac-holder-mismatch = { $named ->
        [absent] The certificate was issued for another secondary card.
       *[other] { $given ->
            [absent] The certificate was issued for the card with certificate serial { $named }, not for this one.
           *[other] The certificate was issued for the card with certificate serial { $named }, not for { $given }.
        }
    }
    .why = An authorization certificate counts with one card alone. The issuer or the serial number of the card's certificate is not the one that stands in it.
    .advice = Use the secondary card that the certificate names, or issue one for this card.
ac-holder-rank = The holder's card is not a secondary card.
    .why = The certificate that was given for the holder's card states the rank of a primary card, which needs no authorization and can get none.
    .advice = Verify with the certificate of a secondary card; only those are authorized.
ac-holder-missing = No holder's card was given.
    .why = Whom an authorization lets in depends on the card that logged in. Without it nothing about the holder can be checked.
    .advice = Give the certificate of the card that logged in, or the signature of its login.
ac-holder-key-usage = The holder's certificate is not one for signatures.
    .why = Each card holds one certificate for signatures and one for encryption, and an authorization counts with the first only.
    .advice = Have the authorization issued for the signing certificate of the secondary card.
ac-outside-holder-validity = The validity of the certificate lies outside that of the secondary card's certificate.
    .why = An authorization cannot begin earlier or end later than the card that bears it. The program that issued it did not keep to that.
    .advice = Have it issued again, to end no later than the card's certificate.
ac-signer-unknown = None of the given card certificates is the signer's.
    .why = The certificate names its signer by name and key identifier, and none of the card certificates at hand has both. The signing card may have been replaced since; then the certificate of the old card is needed.
    .advice = Give the certificate of the card that signed (--signer), and verify again.
ac-signer-key-usage = The signer's certificate is not one for signatures.
    .why = Each card holds one certificate for signatures and one for encryption, and only the first may sign an authorization.
    .advice = Give the signing certificate of the card that signed, not its encryption certificate.
ac-entity-mismatch = { $signer ->
        [absent] The signer and the holder belong to different business entities.
       *[other] { $holder ->
            [absent] The signer belongs to business entity { $signer }, the holder to another one.
           *[other] The signer belongs to business entity { $signer }, the holder to { $holder }.
        }
    }
    .why = An entity can authorize its own secondary cards only, and the two card certificates state different unified business numbers.
    .advice = Do not rely on this certificate, and have it issued again by a card of the same business entity.
ac-delegation-signer = The delegation was not signed by a primary card.
    .why = Only a primary card may delegate; a delegate cannot pass the right on.
    .advice = Have the delegation issued again by a primary card.
ac-delegation-self = A secondary card issued the certificate to itself.
    .why = Signer and holder are the same card. A delegation lets its holder authorize other cards, never his own.
    .advice = Do not rely on this certificate. Have it issued by a primary card or by another secondary card with a delegation.
ac-delegation-missing = A secondary card signed the certificate, but its delegation was not given.
    .why = A secondary card has no right of its own to authorize, so the delegation that gave it the right is needed to judge what it signed.
    .advice = Give the delegation of the signer too (--delegation), and verify again.
ac-delegation-invalid = { $reason ->
        [absent] The delegation of the signer is not valid.
       *[other] The delegation of the signer is not valid ({ $reason }).
    }
    .why = The delegation was checked like the certificate itself, and one of its own checks failed.
    .advice = Have the delegation issued again by a primary card, then the certificate.
ac-delegation-kind = What was given as delegation is an application authorization.
    .why = The file that was given as delegation grants applications. Its holder may use them but not grant them.
    .advice = Give the delegation of the signer instead.
ac-outlives-delegation = The certificate ends after the delegation of its signer.
    .why = A delegate cannot grant for longer than his own right lasts.
    .advice = Have it issued again, to end no later than the delegation.
ac-signature = The signature of the certificate does not hold.
    .why = The signature was computed over other contents or with another key: something in the certificate was changed after it was signed, or the certificate of another card was taken for the signer's.
    .advice = Do not rely on this certificate: it may have been tampered with, or the file is damaged. Get it again or have it issued again.
ac-signer-expired = The signer's certificate had expired when it signed.
    .why = A signature counts if the signer's certificate was valid at that moment. It had ended before the validity of this certificate began.
    .advice = Have the certificate issued again with a valid card.
ac-signer-not-yet-valid = The signer's certificate was not valid yet when it signed.
    .why = A signature counts if the signer's certificate was valid at that moment. It began only after the validity of this certificate had.
    .advice = Do not rely on this certificate, and have the signer check the clock of the computer that was used.
ac-signer-revoked = The signer's certificate has been revoked.
    .why = A revocation list names the signer's certificate, so its signature cannot be relied on.
    .advice = Have the certificate issued again with a valid card.
ac-signer-untrusted = The signer's certificate does not come from a trusted certification authority.
    .why = No path leads from the signer's certificate to one of the trusted root certificates: an intermediate certificate is missing, the card is a test card, or it is forged.
    .advice = Check that the trusted root certificates (--anchors) are complete and right. If they are, do not rely on this certificate.
ac-holder-expired = The certificate of the holder's card has expired.
    .why = An authorization lives no longer than the card that bears it, and the certificate of that card has ended.
    .advice = Replace the secondary card, then issue an authorization for the new one.
ac-holder-not-yet-valid = The certificate of the holder's card is not valid yet.
    .why = The time that is judged by lies before the start of the card certificate's validity. A clock that is slow is the most common cause.
    .advice = Check the date and time of this computer. If they are right, wait until the card's certificate becomes valid.
ac-holder-revoked = The certificate of the holder's card has been revoked.
    .why = A revocation list names the certificate of the card: it was reported lost, was replaced, or its holder has left.
    .advice = Apply for a new secondary card, then issue an authorization for it.
ac-holder-untrusted = The certificate of the holder's card does not come from a trusted certification authority.
    .why = No path leads from the card's certificate to one of the trusted root certificates: an intermediate certificate is missing, the card is a test card, or it is forged.
    .advice = Check that the trusted root certificates (--anchors) are complete and right. If they are, do not rely on this card.
ac-application = { $application ->
        [absent] The certificate does not authorize this application.
       *[other] The certificate does not authorize application "{ $application }".
    }
    .why = The certificate is valid, but none of its slots has the code of the application that was asked for. The authorization was cancelled, or was never given.
    .advice = If it is needed, have the primary card change the authorization to include it.
ac-revoked = { $since ->
        [absent] The certificate has been revoked.
       *[other] The certificate has been revoked since { $since }.
    }
    .why = A revocation authority says so, in a list or an OCSP response: the authorization was cancelled or replaced, the card was lost, or the key that signed is in wrong hands.
    .advice = Do not rely on this certificate. If the authorization is still needed, have it issued again.
ac-status-unknown = Nobody says that the certificate is not revoked.
    .why = The policy asks for a word of a revocation authority (--require-status), and no list or OCSP response that is recent enough speaks for this certificate; or the authority answered that it does not know the certificate.
    .advice = Get a new revocation list (--ac-crl) or OCSP response (--ocsp), and verify again.
ac-status-unusable = { $reason ->
        [absent] The OCSP response cannot be used.
        [stale] The OCSP response is out of date.
        [too_new] The OCSP response is from the future.
        [scope] The OCSP response is about another certificate.
        [signer_unknown] The OCSP response comes from no trusted revocation authority.
        [signature] The signature of the OCSP response does not hold.
        [no_answer] The OCSP responder answered with an error.
       *[other] The OCSP response cannot be used ({ $reason }).
    }
    .why = An OCSP response was given, so the status matters; but whether the certificate is revoked cannot be learnt from this one.
    .advice = Get a new OCSP response for this certificate. Check the date and time of this computer, and that the certificate of the revocation authority is the right one.
ac-target = The certificate is made for other systems than this one.
    .why = Its issuer named the systems that may accept it (targetInformation, RFC 5755 § 4.3.2), and none of the names is one that this system goes by.
    .advice = Use the certificate with the system that it is made for. If that is this one, set its name (--target).
ac-not-as-agreed = The certificate that was signed differs from what the holder's card agreed to, so the server did not record it.
    .why = The server makes the certificate anew from what was agreed and compares it byte for byte. A difference means a fault in the program that signed, or an attempt to have something else recorded.
    .advice = Issue again. If it happens again, update this program and tell the operator of the server.

## Login signatures

login-encoding = The file holds no login signature.
    .why = The file is neither DER nor PEM (labelled CMS or PKCS7) or base64, or it is longer than 64 KiB. It may be empty or cut off, or be the whole JSON answer of the signing service.
    .advice = Give the PKCS#7 signature from the field signature of that answer, as DER, PEM or base64.
login-form = { $part ->
        [absent] The login signature does not have the form that is required.
       *[other] The login signature does not have the form that is required ({ $part }).
    }
    .why = A login is a PKCS#7 (CMS) SignedData in DER with exactly one signer and signed attributes. Without signed attributes the signature might be that of another message, and BER of indefinite length can be written in many ways, so neither is accepted.
    .advice = Have the signing service make PKCS#7 (signatureType PKCS7), and send on its result unchanged.
login-signer = { $reason ->
        [key_usage] The certificate of the login is not a card's certificate for signatures.
        [other_card] The card that logged in is not the holder's card that was given.
       *[other] The login signature does not hold the certificate of the card that signed.
    }
    .why = A login names its card by issuer and serial number of the certificate, or by key identifier. This certificate did not come along, is not the signing certificate of a business-certificate card, or belongs to another card.
    .advice = Log in with a business-certificate card. If the signing service leaves certificates out, give the card's with --holder.
login-algorithm = { $algorithm ->
        [absent] The login is signed with an algorithm that is not supported.
       *[other] The login is signed with an algorithm that is not supported ({ $algorithm }).
    }
    .why = Logins are signed with RSA (PKCS #1 v1.5) and SHA-256, those of old clients with SHA-1, and the signature algorithm has to fit the digest.
    .advice = Have the signing service use SHA-256 (hashAlgorithm SHA256).
login-sha1 = The login is signed with SHA-1, which the policy does not accept.
    .why = Somebody with enough computing power can make two different contents with the same SHA-1, so signatures with it prove little. Old clients still use it.
    .advice = Have the signing service use SHA-256. If such logins must be accepted, the administrator can change the policy (--allow-sha1).
login-nonce = The login does not have the nonce that was asked for.
    .why = The nonce makes a signature good for one login alone. It is missing or not the one given for this login: an earlier login was sent again, or the client did not put it into the signature.
    .advice = Log in again. If it happens every time, make sure that the nonce is handed to the signing service and compared by the same bytes.
login-signing-time = { $signed_at ->
        [absent] The login does not say when it was signed.
       *[other] { $at ->
            [absent] The login was signed at { $signed_at }, too far from the time of the login.
           *[other] { $max_age ->
                [absent] The login was signed at { $signed_at }, too far from { $at }.
               *[other] The login was signed at { $signed_at }, more than { $max_age } seconds from { $at }.
            }
        }
    }
    .why = The time of signing is told by the clock of the user's computer. The signature may be that of an earlier login, or one of the two clocks is wrong.
    .advice = Set the clock and log in again. Where computers' clocks are often wrong, allow more seconds (--login-max-age).
login-challenge = What was signed is not the challenge of this login.
    .why = The signed content has to be the application's, byte for byte. It may belong to another login or another system, or one side added a line end or used another text encoding.
    .advice = Log in again. If it happens every time, compare the bytes of both sides, the line end included.
login-digest = The digest in the login is not that of its content.
    .why = The signature carries its content, but the digest that is signed is that of something else: the content was exchanged afterwards, or the program that signed has a defect.
    .advice = Do not rely on this login, and have the user log in again.
login-signature = The signature of the login does not hold.
    .why = It was computed over something else or with another key: the login was changed after it was signed, or the certificate of another card came along.
    .advice = Do not rely on this login, and have the user log in again. If it happens again, find out whether something on the way changes the signature.

# Each check of an authorization certificate, and that of a login: the fact that holds if it passed. The id is
# check- and the name of the check.

check-algorithm = The policy allows the signature algorithm
check-extensions = No critical extension is unknown
check-validity = Within the validity of the authorization
check-holder = Issued for this secondary card
check-holder-validity = The validity lies inside that of the secondary card's certificate
check-signer = The signing card is among the given card certificates
check-entity = Signer and holder belong to the same business entity
check-application = The application is authorized
check-target = Made for this system, or for any
check-signature = The signature holds
check-revocation = The authorization is not revoked
check-signer-path = The signer's certificate was valid and trusted when it signed
check-delegation = Signed by a primary card, or by a secondary card with a delegation valid at the time
check-holder-path = The holder's certificate is valid and trusted
check-login = The card signed the challenge

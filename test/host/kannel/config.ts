/** The gateway's configuration: everything but its fake mobile network listens on 127.0.0.1 only. */
export const config = (repliesTo: string): string => `group = core
admin-port = 13000
admin-password = admin
admin-interface = 127.0.0.1
smsbox-port = 13001
smsbox-interface = 127.0.0.1
log-level = 1

group = smsc
smsc = fake
smsc-id = FAKE
port = 10000
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = 13013
sendsms-interface = 127.0.0.1
http-request-retry = 10
http-queue-delay = 1
log-level = 1

group = sendsms-user
username = journeys
password = gateway
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${repliesTo}&from=%p&to=%P&text=%b&eventId=%I"
`;

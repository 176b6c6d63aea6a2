create table case_head (
    id              varchar(9)    primary key,
    state           varchar(20)   not null,
    requester       varchar(200)  not null,
    namespace       varchar(63),
    text            varchar(500)  not null,
    events          integer       not null,
    idempotency_key varchar(200)  unique,
    request_digest  varchar(80)   not null,
    void_after      varchar(40),
    learned         boolean       not null default false,
    received_at     varchar(40)   not null,
    changed_at      varchar(40)   not null
);
create index case_head_state on case_head(state, changed_at);
create index case_head_received on case_head(received_at);

create table case_event (
    case_id varchar(9)  not null references case_head(id),
    number  integer     not null,
    at      varchar(40) not null,
    actor   varchar(200) not null,
    body    text        not null,
    primary key (case_id, number)
);

create table audit_record (
    number        bigint       primary key,
    at            varchar(40)  not null,
    actor         varchar(200) not null,
    action        varchar(60)  not null,
    subject       varchar(200) not null,
    details       text         not null,
    previous_hash char(64)     not null,
    hash          char(64)     not null
);
create index audit_record_subject on audit_record(subject, number);

create table audit_head (
    id     integer  primary key,
    number bigint   not null,
    hash   char(64) not null
);
insert into audit_head values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

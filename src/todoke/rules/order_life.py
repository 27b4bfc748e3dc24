"""What becomes of an order. Four regions, four tables; progress moves first, the others see where it has come to.

Facts never close and never complete an order: the channel's word, a person's decision or a deadline does.
So facts may come in any order and any number of times; only decisions depend on when they are taken."""

from todoke.rules.duties import does_not_run
from todoke.rules.effects import (
    AlertStaff,
    AnswerCancel,
    AskChannel,
    BookParcel,
    CancelTheRest,
    CarryOut,
    OpenCase,
    PushCancel,
    PushExtension,
    PushLines,
)
from todoke.rules.events import (
    AllowanceGranted,
    AllowanceReported,
    Answer,
    CancelAsked,
    CancelDecided,
    CancelRefused,
    ChoiceMade,
    ChoiceOffered,
    DeadlineExtended,
    DisputeFinished,
    DisputeOpened,
    ExtensionAsked,
    Fact,
    FactStruck,
    GoodsMoved,
    InquiryReceived,
    LinesCancelled,
    LinesChanged,
    NonReceiptReported,
    OrderCancelled,
    OrderCompleted,
    OrderPlaced,
    OrderReopened,
    ParcelDelivered,
    ParcelFact,
    ParcelLost,
    ParcelReturned,
    ParcelReturning,
    ParcelSent,
    PaymentAmended,
    PaymentFailed,
    PaymentMethodChanged,
    PaymentReceived,
    PaymentReleased,
    PaymentReversed,
    PaymentStarted,
    ReceiptConfirmed,
    RefundAsked,
    RefundGivenUp,
    ReplacementPromised,
    ReturnAgreed,
    ReturnAsked,
    ReturnReceived,
    ShipmentBooked,
    ShipmentReported,
    StockShort,
    Wish,
    of_family,
)
from todoke.rules.guards import (
    all_delivered,
    all_sent,
    all_went_back,
    begins_with_it,
    books_too_much,
    came_home,
    came_too_late,
    came_wrong,
    can_be_taken_up,
    case_holds_back,
    channel_completes,
    channel_rules,
    checking,
    clock_completes,
    closes_late,
    covered,
    cut_by_us,
    goes_to_shop,
    grants_too_much,
    has_left_already,
    has_open_dispute,
    is_answered,
    is_asked_to_cancel,
    is_back_unseen,
    is_cancelled,
    is_completed,
    is_empty,
    is_frozen,
    is_held_back,
    is_not_there,
    lacks_money,
    last_cut_by_us,
    money_is_here,
    moves_too_much,
    no_longer_asked,
    no_such_failure,
    nothing_left,
    owes_buyer,
    replaces_nothing,
    request_is_overtaken,
    sends_back_too_much,
    settled,
    shop_rules,
    some_sent,
    some_went_back,
    takes_goods,
    was_called_back,
    was_not_offered,
    window_over,
)
from todoke.rules.order import (
    AWAITING_DELIVERY,
    AWAITING_PAYMENT,
    AWAITING_SHIPMENT,
    CANCEL_REQUESTED,
    CLOSED,
    COMPLETED,
    DELIVERED,
    DISPUTE_STATES,
    FINISHED,
    FROZEN,
    FUNDS_STATES,
    HOLD_STATES,
    NONE,
    OPEN,
    PAID,
    PAID_OUT,
    PARTLY_REFUNDED,
    PARTLY_SHIPPED,
    PROGRESS_STATES,
    REFUND_DUE,
    REFUNDED,
    UNHEARD,
    UNPAID,
    VERIFYING,
    VERIFYING_PAYMENT,
)
from todoke.rules.rungs import closed_wrongly, rung
from todoke.rules.table import ANYTHING, SAME, Later, Refused, Table, lapse

NOT_YET = "we have not received this order yet"
EVERY_FACT, EVERY_WISH, EVERY_ANSWER = of_family(Fact), of_family(Wish), of_family(Answer)
EVERY_PARCEL_FACT = of_family(ParcelFact)
UNPAID_YET = (AWAITING_PAYMENT, VERIFYING_PAYMENT)
TO_SHIP = (AWAITING_SHIPMENT, PARTLY_SHIPPED)
NOT_ALL_SENT = (*UNPAID_YET, *TO_SHIP)
ALL_SENT = (AWAITING_DELIVERY, DELIVERED)
RUNNING = (*NOT_ALL_SENT, *ALL_SENT)
ENDED = (COMPLETED, CLOSED)
HEARD = (*RUNNING, *ENDED)
ANY = (UNHEARD, *HEARD)

MONEY_COMES = (PaymentReceived, PaymentAmended)
GOODS_LEAVE = (ParcelSent, ShipmentReported, ParcelDelivered)
LINES_MOVE = (LinesChanged, LinesCancelled, ReturnReceived, FactStruck)

PROGRESS = Table("progress", PROGRESS_STATES, [
    # when it is        and this happens        only if               it becomes          and we
    # ── before we have heard of the order itself: remember, ask for it ──
    (UNHEARD,           OrderPlaced,            None,                 rung,               []),
    (UNHEARD,           EVERY_WISH,             None,                 Later(NOT_YET),     [AskChannel()]),
    (UNHEARD,           EVERY_FACT,             None,                 rung,               [AskChannel()]),
    (HEARD,             OrderPlaced,            None,                 rung,               []),      # told again, now with its total; or after its end

    # ── money ──
    (AWAITING_PAYMENT,  PaymentStarted,         checking,             VERIFYING_PAYMENT,  []),
    (UNPAID_YET,        MONEY_COMES,            covered,              AWAITING_SHIPMENT,  []),
    (UNPAID_YET,        MONEY_COMES,            checking,             VERIFYING_PAYMENT,  []),
    (UNPAID_YET,        MONEY_COMES,            None,                 AWAITING_PAYMENT,   []),
    (CLOSED,            MONEY_COMES,            closed_wrongly,       rung,               [AlertStaff("taken up again: paid in time, heard late")]),
    (CLOSED,            PaymentReceived,        came_too_late,        CLOSED,             [OpenCase("unpaid_order")]),
    (VERIFYING_PAYMENT, PaymentFailed,          checking,             VERIFYING_PAYMENT,  []),
    (VERIFYING_PAYMENT, PaymentFailed,          None,                 AWAITING_PAYMENT,   []),
    ((*UNPAID_YET, AWAITING_SHIPMENT), PaymentReversed, None,         rung,               [OpenCase("payment_suspicion")]),
    ((PARTLY_SHIPPED, *ALL_SENT), PaymentReversed, None,              rung,               [OpenCase("unpaid_order")]),
    (ENDED,             PaymentReversed,        None,                 SAME,               [OpenCase("unpaid_order")]),
    (RUNNING,           (PaymentAmended, PaymentReleased), None,      rung,               []),
    ((*UNPAID_YET, AWAITING_SHIPMENT), PaymentMethodChanged, None,    rung,               []),
    (HEARD,             (PaymentStarted, PaymentReceived, PaymentFailed, PaymentMethodChanged), None, SAME, []),
    (UNPAID_YET,        (AllowanceGranted, AllowanceReported, DisputeFinished), None, rung, []),    # a lower price may be covered already
    (CLOSED,            AllowanceReported,      closed_wrongly,       rung,               [AlertStaff("taken up again: paid in time, heard late")]),

    # ── lines: cancelled, changed, moved to another order, given back, struck out ──
    ((*RUNNING, COMPLETED), LinesCancelled,     last_cut_by_us,       CLOSED,             [PushCancel()]),
    ((*RUNNING, COMPLETED), LINES_MOVE,         nothing_left,         CLOSED,             []),
    (RUNNING,           LinesCancelled,         cut_by_us,            rung,               [PushLines()]),
    (COMPLETED,         FactStruck,             None,                 rung,               []),
    (CLOSED,            LINES_MOVE,             closed_wrongly,       rung,               []),
    (RUNNING,           LINES_MOVE,             None,                 rung,               []),
    (ENDED,             LINES_MOVE,             None,                 SAME,               []),

    (CLOSED,            GoodsMoved,             begins_with_it,       rung,               []),      # split off another order
    (NOT_ALL_SENT,      GoodsMoved,             channel_rules,        Refused("this channel keeps its own books; send both in one parcel instead"), []),
    (NOT_ALL_SENT,      GoodsMoved,             is_frozen,            Refused("the order is frozen"), []),
    (NOT_ALL_SENT,      GoodsMoved,             is_asked_to_cancel,   Refused("the buyer asked to cancel; answer first"), []),
    (NOT_ALL_SENT,      GoodsMoved,             has_open_dispute,     Refused("a dispute is open"), []),
    (NOT_ALL_SENT,      GoodsMoved,             moves_too_much,       Refused("those pieces, or that money, are not there to be moved"), []),
    (NOT_ALL_SENT,      GoodsMoved,             None,                 rung,               []),
    ((*ALL_SENT, *ENDED), GoodsMoved,           takes_goods,          Refused("it takes no more goods: everything has left, or it is over"), []),
    ((*ALL_SENT, *ENDED), GoodsMoved,           None,                 Refused("nothing is left that could be moved"), []),

    # ── cancelling ──
    (NOT_ALL_SENT,      CancelAsked,            is_answered,          SAME,               []),
    (UNPAID_YET,        CancelAsked,            shop_rules,           CLOSED,             [PushCancel()]),
    (NOT_ALL_SENT,      CancelAsked,            None,                 SAME,               []),
    (AWAITING_DELIVERY, CancelAsked,            None,                 Refused("it is on its way; it can be refused at the door or returned"), []),
    ((DELIVERED, COMPLETED), CancelAsked,       None,                 Refused("it has arrived; it can be returned"), []),
    (CLOSED,            CancelAsked,            None,                 Refused("it is closed already"), []),
    ((*UNPAID_YET, AWAITING_SHIPMENT), CancelDecided, shop_rules,     CLOSED,             [PushCancel()]),
    (PARTLY_SHIPPED,    CancelDecided,          shop_rules,           SAME,               [CancelTheRest()]),
    (NOT_ALL_SENT,      CancelDecided,          None,                 SAME,               [PushCancel()]),
    (ALL_SENT,          CancelDecided,          None,                 Refused("everything has left; agree on a return"), []),
    (ENDED,             CancelDecided,          None,                 Refused("it is over; agree on a return or an allowance"), []),
    ((*RUNNING, COMPLETED), OrderCancelled,     is_cancelled,         CLOSED,             []),
    (HEARD,             OrderCancelled,         None,                 SAME,               []),
    (CLOSED,            OrderReopened,          can_be_taken_up,      rung,               []),
    (CLOSED,            OrderReopened,          None,                 Refused("its money is back, its lines are cancelled, or the channel closed it: it needs a new order"), []),
    ((*RUNNING, COMPLETED), OrderReopened,      None,                 Refused("it is open"), []),

    # ── goods leave, arrive, come back; what the buyer gives back in a parcel of their own counts when it was looked at (ReturnReceived) ──
    (HEARD,             ParcelDelivered,        is_back_unseen,       SAME,               [AlertStaff("a return has arrived: look at it, and write down what came")]),
    (HEARD,             (ParcelLost, ParcelReturning, ParcelReturned), is_back_unseen, SAME, [AlertStaff("a return did not reach the shop: ask the carrier")]),
    (HEARD,             EVERY_PARCEL_FACT,      goes_to_shop,         SAME,               []),
    (RUNNING,           (ParcelDelivered, ParcelReturning), came_home, rung,              [OpenCase("return")]),
    (ENDED,             (ParcelDelivered, ParcelReturning), came_home, SAME,              [OpenCase("return")]),
    (RUNNING,           ParcelReturning,        None,                 rung,               []),
    (RUNNING,           GOODS_LEAVE,            all_delivered,        DELIVERED,          []),
    (RUNNING,           GOODS_LEAVE,            all_sent,             AWAITING_DELIVERY,  []),
    (RUNNING,           GOODS_LEAVE,            some_sent,            PARTLY_SHIPPED,     []),
    (RUNNING,           GOODS_LEAVE,            None,                 SAME,               []),
    (CLOSED,            GOODS_LEAVE,            closed_wrongly,       rung,               [AlertStaff("taken up again: sent in time, heard late")]),
    (ENDED,             GOODS_LEAVE,            None,                 SAME,               []),
    (RUNNING,           ParcelReturned,         None,                 rung,               [OpenCase("return")]),
    (ENDED,             ParcelReturned,         None,                 SAME,               [OpenCase("return")]),
    (RUNNING,           ParcelLost,             None,                 rung,               [OpenCase("non_delivery")]),
    (ENDED,             ParcelLost,             None,                 SAME,               [OpenCase("non_delivery")]),

    # ── may it leave ──
    (HEARD,             StockShort,             None,                 SAME,               [OpenCase("stockout")]),
    (UNPAID_YET,        ShipmentBooked,         None,                 Refused("it is not paid"), []),
    (TO_SHIP,           ShipmentBooked,         is_frozen,            Refused("the order is frozen"), []),
    (TO_SHIP,           ShipmentBooked,         is_held_back,         Refused("it may not leave yet"), []),
    (TO_SHIP,           ShipmentBooked,         is_asked_to_cancel,   Refused("the buyer asked to cancel; answer first"), []),
    (TO_SHIP,           ShipmentBooked,         has_open_dispute,     Refused("a dispute is open"), []),
    (TO_SHIP,           ShipmentBooked,         is_not_there,         Refused("the goods are not there"), []),
    (TO_SHIP,           ShipmentBooked,         is_empty,             Refused("a parcel needs something in it"), []),
    (TO_SHIP,           ShipmentBooked,         lacks_money,          Refused("its money is not there any more"), []),
    (TO_SHIP,           ShipmentBooked,         case_holds_back,      Refused("a case holds it back"), []),
    (TO_SHIP,           ShipmentBooked,         has_left_already,     Refused("that parcel is reported as sent"), []),
    (TO_SHIP,           ShipmentBooked,         was_called_back,      Refused("that parcel was called back; book another"), []),
    (TO_SHIP,           ShipmentBooked,         books_too_much,       Refused("that many pieces are not left to send"), []),
    (TO_SHIP,           ShipmentBooked,         None,                 SAME,               [BookParcel()]),
    (ALL_SENT,          ShipmentBooked,         None,                 Refused("everything has left; promise a replacement"), []),
    (ENDED,             ShipmentBooked,         None,                 Refused("it is over"), []),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReplacementPromised, is_frozen, Refused("the order is frozen"), []),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReplacementPromised, is_held_back, Refused("it may not leave yet"), []),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReplacementPromised, replaces_nothing, Refused("the parcel to be replaced has not left"), []),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReplacementPromised, None, SAME,             [BookParcel()]),
    ((*UNPAID_YET, AWAITING_SHIPMENT, CLOSED), ReplacementPromised, None, Refused("nothing is out that could be replaced"), []),

    # ── after the goods ──
    (ALL_SENT,          ReceiptConfirmed,       channel_completes,    Refused("please confirm it where you bought it"), []),
    (ALL_SENT,          ReceiptConfirmed,       clock_completes,      Refused("thank you; its protection runs to its end all the same"), []),
    (ALL_SENT,          ReceiptConfirmed,       None,                 COMPLETED,          []),
    (NOT_ALL_SENT,      ReceiptConfirmed,       None,                 Refused("part of it is still to come"), []),
    (COMPLETED,         ReceiptConfirmed,       None,                 SAME,               []),
    (CLOSED,            ReceiptConfirmed,       None,                 Refused("it is closed"), []),
    (RUNNING,           OrderCompleted,         is_completed,         COMPLETED,          []),
    (RUNNING,           OrderCompleted,         None,                 SAME,               []),
    (CLOSED,            OrderCompleted,         closed_wrongly,       rung,               []),
    (ENDED,             OrderCompleted,         None,                 SAME,               []),
    (COMPLETED,         NonReceiptReported,     window_over,          Refused("more than 15 days have passed since it was completed"), []),
    ((*RUNNING, COMPLETED), NonReceiptReported, None,                 SAME,               [OpenCase("non_delivery")]),
    (CLOSED,            NonReceiptReported,     None,                 SAME,               [OpenCase("inquiry")]),
    (COMPLETED,         ReturnAsked,            window_over,          Refused("more than 15 days have passed since it was completed"), []),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReturnAsked, came_wrong, SAME,               [OpenCase("damaged_or_wrong")]),
    ((PARTLY_SHIPPED, *ALL_SENT, COMPLETED), ReturnAsked, None,       SAME,               [OpenCase("return")]),
    ((*UNPAID_YET, AWAITING_SHIPMENT), ReturnAsked, None,             Refused("nothing has been sent yet; it can be cancelled"), []),
    (CLOSED,            ReturnAsked,            None,                 SAME,               [OpenCase("inquiry")]),
    ((*UNPAID_YET, AWAITING_SHIPMENT), ReturnAgreed, None,            Refused("nothing is out that could come back"), []),
    (HEARD,             InquiryReceived,        None,                 SAME,               [OpenCase("inquiry")]),
    (HEARD,             ExtensionAsked,         does_not_run,         Refused("no such deadline is running"), []),
    (HEARD,             ExtensionAsked,         None,                 SAME,               [OpenCase("inquiry")]),

    # ── the buyer is asked, and chooses ──
    (CLOSED,            (ChoiceOffered, ChoiceMade), None,            Refused("it is closed: nothing is left to choose"), []),
    (HEARD,             ChoiceMade,             no_longer_asked,      Refused("that question is not open any more"), []),
    (HEARD,             ChoiceMade,             was_not_offered,      Refused("that was not among the choices"), []),
    (HEARD,             (ChoiceMade, lapse("choice_due")), None,     SAME,               [CarryOut()]),

    # ── the clock decides ──
    (AWAITING_PAYMENT,  lapse("payment_due"),  shop_rules,           CLOSED,             [PushCancel()]),
    (AWAITING_PAYMENT,  lapse("payment_due"),  None,                 SAME,               [AskChannel()]),
    (AWAITING_SHIPMENT, lapse("ship_by"),      closes_late,          CLOSED,             [PushCancel()]),
    (PARTLY_SHIPPED,    lapse("ship_by"),      closes_late,          SAME,               [CancelTheRest()]),
    (TO_SHIP,           lapse("ship_by"),      shop_rules,           SAME,               [AlertStaff("late: report that it left, give it time, or cancel it")]),
    (TO_SHIP,           lapse("ship_by"),      None,                 SAME,               [AskChannel(), AlertStaff("late: the channel may close it")]),
    ((*UNPAID_YET, AWAITING_SHIPMENT), lapse("cancel_answer"), shop_rules, CLOSED,       [PushCancel()]),
    (PARTLY_SHIPPED,    lapse("cancel_answer"), shop_rules,          SAME,               [CancelTheRest()]),
    (NOT_ALL_SENT,      lapse("cancel_answer"), None,                SAME,               [AskChannel(), AlertStaff("the request to cancel is unanswered")]),
    (AWAITING_SHIPMENT, lapse("refused"),      None,                 CLOSED,             [PushCancel()]),
    (ALL_SENT,          lapse("protection"),   channel_completes,    SAME,               [AskChannel()]),
    (ALL_SENT,          lapse("protection"),   None,                 COMPLETED,          []),
    (COMPLETED,         lapse("dispute_window"), None,               SAME,               []),

    # ── what concerns other regions, other tables, or only what is written on the order ──
    (CLOSED,            AllowanceGranted,       None,                 Refused("it is closed: all that was paid goes back anyway"), []),
    (HEARD,             DeadlineExtended,       does_not_run,         Refused("no such deadline is running"), []),
    (HEARD,             DeadlineExtended,       channel_rules,        SAME,               [PushExtension()]),
    (HEARD,             EVERY_WISH,             None,                 SAME,               []),
    (HEARD,             EVERY_FACT,             None,                 SAME,               []),
    (ANY,               EVERY_ANSWER,           None,                 SAME,               []),
])

HOLD = Table("hold", HOLD_STATES, [
    # when it is        and this happens        only if               it becomes          and we
    (NONE,              CancelRefused,          None,                 Refused("nobody has asked to cancel"), []),
    (CANCEL_REQUESTED,  CancelRefused,          None,                 NONE,               [AnswerCancel("refused")]),
    (FROZEN,            CancelRefused,          None,                 FROZEN,             [AnswerCancel("refused")]),
    (CANCEL_REQUESTED,  CancelDecided,          channel_rules,        CANCEL_REQUESTED,   [AnswerCancel("consented")]),
    (CANCEL_REQUESTED,  CancelDecided,          None,                 NONE,               [AnswerCancel("consented")]),
    (CANCEL_REQUESTED,  lapse("cancel_answer"), shop_rules,          NONE,               [AnswerCancel("consented")]),
    # after that, whatever happens, the first line that is true: a request stands until it is answered, also over a freeze
    (FROZEN,            ANYTHING,               is_frozen,            FROZEN,             []),
    ((NONE, CANCEL_REQUESTED), ANYTHING,        is_frozen,            FROZEN,             [OpenCase("payment_suspicion")]),
    (NONE,              ANYTHING,               is_asked_to_cancel,   CANCEL_REQUESTED,   []),
    ((CANCEL_REQUESTED, FROZEN), ANYTHING,      is_asked_to_cancel,   CANCEL_REQUESTED,   []),
    (CANCEL_REQUESTED,  ANYTHING,               request_is_overtaken, NONE,               [AnswerCancel("overtaken: it has left")]),
    ((NONE, CANCEL_REQUESTED, FROZEN), ANYTHING, None,                NONE,               []),
], looks_at=("freeze", "ask", "progress"))

DISPUTE = Table("dispute", DISPUTE_STATES, [
    # when it is        and this happens        only if               it becomes          and we
    ((NONE, FINISHED),  DisputeOpened,          None,                 OPEN,               [OpenCase("inquiry")]),
    (OPEN,              DisputeOpened,          None,                 OPEN,               [OpenCase("inquiry")]),
    (OPEN,              DisputeFinished,        has_open_dispute,     OPEN,               []),
    ((NONE, OPEN, FINISHED), DisputeFinished,   None,                 FINISHED,           []),
])

FUNDS = Table("funds", FUNDS_STATES, [
    # when it is        and this happens        only if               it becomes          and we
    (FUNDS_STATES,      AllowanceGranted,       grants_too_much,      Refused("more than the buyer pays"), []),
    (FUNDS_STATES,      RefundGivenUp,          no_such_failure,      Refused("no failed refund of that name"), []),
    (FUNDS_STATES,      RefundAsked,            sends_back_too_much,  Refused("more would go back than came"), []),
    # after that, money is arithmetic: whatever happens, the first line that is true
    (FUNDS_STATES,      ANYTHING,               owes_buyer,           REFUND_DUE,         []),
    (FUNDS_STATES,      ANYTHING,               all_went_back,        REFUNDED,           []),
    (FUNDS_STATES,      ANYTHING,               settled,              PAID_OUT,           []),
    (FUNDS_STATES,      ANYTHING,               some_went_back,       PARTLY_REFUNDED,    []),
    (FUNDS_STATES,      ANYTHING,               money_is_here,        PAID,               []),
    (FUNDS_STATES,      ANYTHING,               checking,             VERIFYING,          []),
    (FUNDS_STATES,      ANYTHING,               None,                 UNPAID,             []),
], looks_at=("payments", "refunds", "moved", "allowances", "given_back", "cancelled", "disputes", "total", "lines_at", "struck", "paid_out", "terms",
             "progress"))

REGIONS = {"progress": PROGRESS, "hold": HOLD, "dispute": DISPUTE, "funds": FUNDS}

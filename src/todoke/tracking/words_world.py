"""How carriers of the world say where a parcel is, in English, Chinese and Russian, and the postal unions' codes: wordings → our events.

Sources: the Universal Postal Union's standard M40 (EMSEVT events) and the names that posts print for them; the tracking pages of USPS, UPS,
FedEx, DHL, Royal Mail, China Post, SF Express, Russian Post and CDEK, whose texts vary: patterns read them, the narrow before the wide."""

from todoke.tracking.wordings import (
    CANCELLED,
    DELIVERED,
    FAILED,
    HELD,
    LABELLED,
    LOST,
    MOVED,
    NOTE,
    OUT,
    REFUSED,
    RETURNED,
    RETURNING,
    TROUBLED,
    Table,
    patterns,
    rows,
)

POST = Table(rows({
    MOVED: "EMA|EMB|EMC|EMD|EMF|EMG|EMJ|EMK|EDB|EDC|EDD|EDE|EXA|EXC|EXD|Receive item from customer (Otb)|Insert item into bag (Otb)|"
           "Send item abroad (EDI-received)|Receive item at office of exchange (Inb)|Receive item at office of exchange (Otb)|"
           "Send item to customs (Inb)|Return item from customs (Inb)|Send item to domestic location (Inb)|Receive item at delivery office (Inb)|"
           "Receive item into sorting centre (Inb)|Return item from customs (Otb)|Send item to customs (Otb)|Receive item at sorting centre (Inb)",
    OUT: "EDG|Send item out for physical delivery (Inb)",
    FAILED: "EMH|Attempted/Unsuccessful (Inb) delivery|Unsuccessful item delivery attempt (Inb)|Unsuccessful delivery attempt",
    HELD: "EDF|EDH|Hold item at delivery office (Inb)|Receive item at collection point for pick-up (Inb)|Receive item at pick-up point (Inb)",
    TROUBLED: "EME|EDA|EXB|Held by import customs|Held by export customs|Hold item at inward OE|Hold item at office of exchange (Inb)|"
              "Import customs hold|Record item customs information (Inb)",
    DELIVERED: "EMI|Deliver item (Inb)|Final delivery",
    CANCELLED: "EXX|Stop import item (Inb)|Cancel export of item (Otb)",
}))  # fmt: skip

NOT_HOME = "(customer|recipient|receiver|consignee|addressee|resident|no ?body)( was| is)?( not| un)? ?(available|home|present|in\\b|there|absent)"
ADDRESS = (
    "(incorrect|insufficient|incomplete|invalid|wrong|bad|unknown)( delivery)? address|address( is)? (incorrect|insufficient|incomplete|invalid|unknown|wrong)"
)

# read in small letters, without points
ENGLISH = patterns(
    ("(being|will be|to be) returned|unclaimed", RETURNING),
    ("(delivered|handed over|released) to( the)?( original)? (sender|shipper|seller)|returned to( the)?( original)? (sender|shipper|seller)|return (completed|delivered)", RETURNED),
    ("return item from", MOVED),
    ("return(ing)?( \\w+)? to|return (to|initiated|process|in progress|in transit|shipment)|\\breturning\\b", RETURNING),
    ("refus(ed|al)|declined by|rejected by|rejected$|delivery declined", REFUSED),
    ("\\blost\\b|destroyed|disposed|\\bmissing (package|parcel|shipment|item)", LOST),
    (f"{ADDRESS}|undeliverable|moved left no|no such (number|street|address)|(addressee|recipient|customer) (unknown|moved|has moved)|\\bvacant\\b|address information", TROUBLED),
    ("delivery attempt|attempt(ed)? (to )?deliver|attempted delivery|attempt(ed)? (unsuccessful|failed|made)|attempted unsuccessful|attempt fail|failed (delivery )?attempt|first attempt|"
     "second attempt|final attempt|notice left|missed (your )?delivery|carded|no access|(delivery|deliver) (was )?(unsuccessful|failed|not completed|failure)|"
     f"unsuccessful deliver|failed delivery|(could|can) ?not (be )?deliver|unable to (be )?deliver|not delivered|undelivered|{NOT_HOME}|business closed|not home", FAILED),
    ("out for deliver|out with|on (the |a )?(\\w+ )?vehicle for delivery|(on|onto) (a |the )?delivery vehicle|with (the |a |your )?(delivery )?(courier|driver)|"
     "(courier|driver) is on|out on delivery|being delivered", OUT),
    ("(scheduled|expected|estimated|planned|updated) (for )?deliver|deliver(y|ed)? (date|is )?(re)?(scheduled|updated|expected|estimated)|(will|to) be delivered|"
     "delivery (date|time|option|appointment|instruction|change|request)|re ?delivery (request|scheduled)|not found|no (information|data|record)|"
     "delivery notification|awaiting delivery scan", NOTE),
    ("available for (pick ?up|collection)|ready for (pick ?up|collection|customer)|awaiting (collection|pick ?up by|customer)|"
     "(held|holding|hold) at|held for (pick ?up|collection)|arriv\\w+ at( the| a)? (\\w+ )?(pick ?up|collection|access point|parcel ?shop|locker|post office for)|"
     "\\bat (the |a )?(pick ?up point|collection point|access point|parcel ?shop)|available at|reminder to (pick ?up|collect)", HELD),
    ("exception|delay|damage|(held|hold|detained|retained|seized) (in|by|at)? ?(\\w+ )?customs|customs (hold|held|delay|issue)|clearance (delay|problem|exception)|"
     "(missing|incorrect|incomplete|required) (document|paperwork|information)|(document|information) (missing|required)|weather|on hold|\\bseized|"
     "(action|information|document\\w*) (required|needed)|incident|misrouted|missort|missent|payment (due|required)", TROUBLED),
    ("\\bdelivered\\b|proof of delivery|signed (for )?by|(picked up|collected) by (the )?(customer|recipient|buyer|consignee|receiver|addressee)|"
     "delivery (complete|success)|successful(ly)? deliver|handed (over )?to (the )?(recipient|resident|customer|receiver)|left (at|with|in) (the |a |your )?"
     "(front|back|door|porch|neighbou?r|reception|mail ?room|safe place|garage)|customer has collected", DELIVERED),
    ("(label|pickup|shipment|order|collection) (has been |was )?cancel|cancelled|canceled|\\bvoid(ed)?\\b", CANCELLED),
    ("label (has been |was )?(created|printed|generated|purchased)|label created|pre ?shipment|(shipment|shipping|electronic|package|parcel|order)? ?info(rmation)? "
     "(has been )?(received|sent|transmitted|submitted|registered)|order (processed|created|data|placed|information|received)|awaiting (item|package|shipment|pick ?up)|"
     "electronic(ally)? (notif|inform|transm)|data (received|submitted|transmitted)|shipper (has )?created|not yet (received|shipped|in)|"
     "ready for (ups|dispatch|shipment)|(pick ?up|collection) (scheduled|requested|booked)|manifest|(shipment|parcel|item) (created|registered|booked)|"
     "sender (is )?preparing|preparing (for )?(shipment|to ship)|created", LABELLED),
    ("transit|arriv(ed|al|ing)|depart(ed|ure|ing)|picked ?up|pick ?up (complete|done|scan)|leaving|ready for delivery|(we ve|we have) got it|accept(ed|ance)|\\breceived\\b|receive item|origin scan|destination scan|"
     "process(ed|ing)|sort(ed|ing)|customs|cleared|clearance|export|import|forward(ed|ing)|en ?route|on (its|the) way|dispatch(ed)?|shipped|handed over|"
     "handed to|transfer(red)?|tendered|collected|\\bhub\\b|facility|posted|loaded|unloaded|moving|sent to|(has )?left (the )?|airline|flight|\\bport\\b|warehouse|"
     "linehaul|in possession|we have your|dropped off|drop off|inducted|consolidated|released", MOVED),
)  # fmt: skip

# read without blanks
CHINESE = patterns(
    ("(退回|退件|退运|返回).*(签收|妥投|完成|成功|已到)|已退回(寄件|发件|商家|卖家|寄方)", RETURNED),
    ("退回|退件|退运|返回(寄|发)件", RETURNING),
    ("拒收|拒签|拒绝(签收|收件)", REFUSED),
    ("丢失|遗失|销毁", LOST),
    ("(派送|派件|投递|妥投|配送)(失败|不成功|未成功|异常)|未妥投|无人(签收|在家|接收)|再次(派送|投递)|未能(派送|投递|妥投)|未遇", FAILED),
    ("待取|自提|代收点|驿站|待领|自取|快递柜|等待(领取|取件)|可领取|招领", HELD),
    ("(海关|清关|报关).*(扣|失败|异常|查验|退)|异常|滞留|延误|延迟|破损|损坏|地址(错误|不详|不清)|查无此人|电话(错误|无法)|扣留", TROUBLED),
    ("(预计|预约)(送达|派送|到达)|未查询到|暂无", NOTE),
    ("签收|妥投(?!失败)|(派送|投递|配送)(成功|完成)|已送达|已取件(成功)?|收件人已取|代收", DELIVERED),
    ("(正在|安排)?(派送|派件|投递|配送)(中|途中)?|派送员|快递员.*(派|送)", OUT),
    ("(已)?取消|撤销", CANCELLED),
    ("电子信息|下单|已?创建|待揽|等待揽|信息(已|接收)|预录|已出单|订单(已|处理)|备货|待发货", LABELLED),
    ("揽|收寄|在途|途中|发车|转寄|收件|离开|到达|抵达|运输|運輸|运送|發貨|发货|发往|封发|出口|进口|清关|通关|报关|海关|转运|中转|航班|起飞|降落|装车|卸车|入库|出库|交航|航空|分拣|处理中心|已发出|出境|入境|启运|发出", MOVED),
)  # fmt: skip

# read in small letters
RUSSIAN = patterns(
    ("(вручен\\w*|возвращ[её]н\\w*|выдан\\w*) (отправителю|продавцу|магазину)|возврат (вручен|заверш[её]н|выдан)", RETURNED),
    ("возврат|возвращается|обратно отправителю", RETURNING),
    ("отказ (адресата|получателя|от)|отказался|отказ$", REFUSED),
    ("утрач|утер|потер|уничтож", LOST),
    ("неудачн|не удалось вручить|не вручен|недозвон|попытка вручения|отсутств\\w+ (адресат|получател)|получатель отсутств", FAILED),
    ("таможн.*(задерж|удерж|запрос)|задерж|засыл|досыл|поврежд|неверн\\w+ адрес|неполн\\w+ адрес|неправильн\\w+ адрес|проблем", TROUBLED),
    ("ожидает (адресата|получател|вручения|выдачи|в месте)|место вручения|хранени|готов\\w* к (выдаче|получению)|в пункте выдачи|в постамат|прибыло в пункт выдачи", HELD),
    ("(передан\\w*|выдан\\w*) курьеру|у курьера|курьер|на доставк|доставляется", OUT),
    ("доставлен\\w* (до|в) (постамат|пункт)", HELD),
    ("вручен|доставлен|получено (адресатом|получателем)|выдан\\w* (адресату|получателю)|заказ получен", DELIVERED),
    ("отмен|аннулир", CANCELLED),
    ("зарегистрирован|создан|присвоен|электронн\\w+ (уведомлени|регистрац)|ожидает (отправки|отправления|при[её]ма)", LABELLED),
    ("принят|при[её]м|покинул|прибыл|сортиров|в пути|на отправк|экспорт|импорт|таможен|таможн|отправлен|передан|выпущен|обработк|транзит|поступил|отгружен|следует|убыл|вылет", MOVED),
)  # fmt: skip

TABLES = {"s10": POST}

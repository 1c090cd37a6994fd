"""Lists of words the readers lean on, each with what it is for."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that, after "Henry to" or "Henry will", show that no promise follows.
NOT_VERBS = _words(
    """
    the a an this that these those our their his her my your its some any all every each no not never
    him them me us you it they he she we be been being have has had date work whom which who what when
    where why how probably hopefully likely possibly perhaps maybe almost need want wonder and or but of
    in on at for with from by as if then than so about around over under via per vs great good more most
    less is are was were remain continue stay seem feel benefit dusk
    """
)

# Of those, the ones that do promise something after "to": "Henry to have a word with Dawn".
VERBS_AFTER_TO = _words("have continue work")

# What somebody "will" do and nobody waits for: news, not a promise.
NEWS_AFTER_WILL = _words(
    "know leave retire see like love miss enjoy become receive understand hear think hope return arrive join"
    " attend get lose win turn need"
)

# Words that, right after a name, tell of the person and give no task.
AFTER_NAME = _words(
    """
    is was are were has had have said says thinks thought asked joined left can could would might may
    did does do and or of in on at from by as with who which that reported noted mentioned raised
    presented gave updated confirmed explained suggested felt away off out
    """
)

# What a task begins with: "Send the plan by Fri (Henry)".
DOING = _words(
    """
    add agree appoint approve arrange ask book bring buy call chase check circulate clarify close collate compile
    complete confirm consult contact create decide deliver design discuss document draft email ensure escalate explain
    finalise find finish fix follow gather get give identify install invite investigate look make map meet move offer
    order organise pay plan prepare present procure produce propose provide publish put raise recruit remind remove
    renew repair replace reply report request resolve respond review revise ring run schedule send set share sign
    speak start submit switch take talk tell test tidy train update upload visit work write
    """
)

# What is said to somebody rather than asked of them: "@henry thanks for the plan".
GREETINGS = _words(
    """
    thanks thank cheers sorry hi hello hey welcome congratulations congrats well good great yes no ok okay
    agreed agrees fyi
    """
)

# Words in -s that are no verb of a promise ("agreed Henry is …").
NO_S_VERBS = _words(
    """
    is was has does this his its us as yes less
    """
)

# First names that are words or months too: they count only with a capital letter.
ALSO_WORDS = _words(
    """
    april art august bill bob chase chip christian chuck clay cliff dale dawn dean dick don drew faith
    frank gene glen grace grant guy hope iris ivy jack jay jean josh joy june lance lily major mark may
    max miles misty nick norm olive pat penny pete ray reed rich rob robin rose ruby rusty sandy sky
    sterling storm sue summer violet wade ward will
    """
)

# Short words and everyday abbreviations: nobody's initials unless an alias says so.
NOT_INITIALS = _words(
    """
    ac ad ah ai am an ap apr as at ba be bi by ce cv dc dm do dr eg eu ex fy go gp he hi hr id ie if in
    is it li md me mp ms my na no nb of oh ok on or pc pm pp pr ps qa re rt so st to tv uk un up us vs
    vp we wc asap bbc ceo cio cto dmt ict hmt nhs pdf psn sla sim all and any are but can did for get
    had has her him his how its let may new nor not now off old one our out own per put see she the too
    top try two use was way who why yes yet you tbc tbd faq foi api app url
    """
)

# Words that begin a line with a colon and are no speaker.
NO_SPEAKER = _words(
    """
    action actions ap decision agreed todo note
    """
)

# Words that help to tell no action from another.
SMALL = _words(
    """
    the a an of to and for on in with our by is it up all
    """
)

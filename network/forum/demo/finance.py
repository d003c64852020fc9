"""Demonstration threads on finance."""

from __future__ import annotations

from cities.plans.demo.script import cs, lg, precedent
from network.forum.choices import Kind
from network.forum.demo.script import (
    ADVISER,
    BIRMINGHAM,
    BRISTOL,
    CO_OPERATIVE,
    GLASGOW,
    HOSPITAL,
    LEEDS,
    LIVERPOOL,
    NEWCASTLE,
    NOTTINGHAM,
    SHEFFIELD,
    TRUST,
    Days,
    Talk,
    say,
)
from portal.words.themes import Theme

INTEREST = Talk(
    name="share-interest",
    board="finance",
    title="What interest do you write into a community share offer?",
    kind=Kind.QUESTION,
    themes=(Theme.FINANCE,),
    about=(cs("community-shares"), precedent("portland-works")),
    answer=4,
    lines=(
        say(
            NOTTINGHAM,
            -39,
            """
            Our board wants to promise interest from the first year, because the last offer in the city did. I think
            that we can't. What did others write?
            """,
        ),
        say(
            BRISTOL,
            -39,
            """
            “Up to”, and a year in which it begins. And on the first page what happens if the society can't pay it.
            """,
            useful=(NOTTINGHAM,),
        ),
        say(
            SHEFFIELD,
            -38,
            """
            From the side of somebody who reads them: an offer without a bad year in its figures goes into the bin.
            People in {p:portland-works} bought because they wanted the building to stay.
            """,
            useful=(NOTTINGHAM, CO_OPERATIVE),
        ),
        say(
            CO_OPERATIVE,
            -37,
            """
            {cs:community-shares} has the sentence that ended this at our board: interest is modest and discretionary,
            and *charging interest the business cannot afford is the commonest mistake*.

            We wrote three lines:

            > No interest in the first two years. From the third, what the yearly meeting decides, and never more than
            > the society can pay after its repairs. You may get back less than you put in.

            We still raised the sum. Two people said that the last line was why.
            """,
            useful=(NOTTINGHAM, SHEFFIELD, BRISTOL, ADVISER, TRUST),
        ),
        say(NOTTINGHAM, -36, "I read that out last night. It took them four minutes to agree."),
    ),
)

BOND = Talk(
    name="residents-bond",
    board="finance",
    title="Borrowing from residents: is it worth the work for a small sum?",
    themes=(Theme.FINANCE, Theme.ENERGY),
    about=(
        lg("community-municipal-investment"),
        lg("prudential-borrowing"),
        precedent("west-berkshire-and-warrington-climate-bonds"),
    ),
    lines=(
        say(
            NEWCASTLE,
            -25,
            """
            A councillor has read about {lg:community-municipal-investment} and wants one for panels on two depots. Our
            treasurer says that the same money comes from the usual lender in a week. Both are right. What decided it
            for you?
            """,
        ),
        say(
            SHEFFIELD,
            -24,
            """
            Be plain that it is debt and ranks with all other debt. It goes through the same limit as the rest,
            {lg:prudential-borrowing}.

            Then ask what the sum is for. If you want money, borrow. If you want a thousand people to know what is on
            the depot roof, this is cheap for what it does.
            """,
            useful=(NEWCASTLE, LEEDS, BRISTOL),
        ),
        say(
            BRISTOL,
            -24,
            """
            {p:west-berkshire-and-warrington-climate-bonds} says the same from those who were first: good for
            engagement, small in volume, and no substitute for prudent borrowing.
            """,
        ),
        say(
            BIRMINGHAM,
            -23,
            """
            What do you tell people about risk? Savers hear “council” and think that it can't be lost.
            """,
        ),
        say(
            SHEFFIELD,
            -23,
            """
            That no deposit guarantee covers it. In large letters, before the sum. And that a well-received bond does
            not make the wider balance sheet safe: the entry says it in those words.
            """,
            quotes=4,
            useful=(BIRMINGHAM, NEWCASTLE),
        ),
        say(
            NEWCASTLE,
            -4,
            """
            We will go to committee with both papers side by side: a loan, and a loan that people can see. I shall say
            here what they choose.
            """,
        ),
    ),
)

LOAN = Talk(
    name="loan-to-society",
    board="finance",
    title="A council loan to a community benefit society: what do we check, and in which order?",
    kind=Kind.QUESTION,
    themes=(Theme.FINANCE,),
    about=(lg("subsidy-control"), lg("investment-power"), lg("scotland-borrowing-and-investment")),
    answer=2,
    lines=(
        say(
            LIVERPOOL,
            -53,
            """
            A society would borrow from us to buy its workshop. Legal begins with subsidy, finance with the rate, and
            the member with the photograph. What is the order that saves most time?
            """,
        ),
        say(
            ADVISER,
            -52,
            """
            In this order, because each answer changes the next one:

            1. **The power.** In England and Wales {lg:investment-power}: for a purpose of the council, or to manage
               its money prudently.
            2. **Where the money comes from.** If it is borrowed, no plan may be mainly for yield: {lg:pwlb-lending}.
            3. **The terms.** Would somebody else lend at this rate?
            4. **Subsidy.** Only where the answer to 3 is no: {lg:subsidy-control}. Small awards have a route with a
               simple paper trail. Being charitable does not take a body outside the rules.
            5. **What you do when it can't pay.** Write it down before you need it.
            """,
            useful=(LIVERPOOL, LEEDS, NEWCASTLE, SHEFFIELD, BIRMINGHAM),
        ),
        say(
            GLASGOW,
            -51,
            """
            Step 1 differs here. Scottish regulations list what a council may borrow for, and lending to a community
            body can need consent depending on what it is: {lg:scotland-borrowing-and-investment}. English guidance
            on the investment power does not apply.
            """,
            useful=(ADVISER, CO_OPERATIVE),
        ),
        say(LIVERPOOL, -50, "Printed, and on the wall behind the member. Thank you."),
    ),
)

READING = Talk(
    name="reading-share-offers",
    board="finance",
    title="Offered: I read your share offer before it is printed",
    kind=Kind.OFFER,
    themes=(Theme.FINANCE,),
    about=(cs("community-shares"),),
    days=Days(expires_on=-8),
    lines=(
        say(
            CO_OPERATIVE,
            -74,
            """
            We have been through one offer and made most of the mistakes. Until the end of the season I read yours, as
            somebody who might buy, and write down where I would have put it away. One evening each, no fee.
            """,
            useful=(NOTTINGHAM, TRUST),
        ),
        say(TRUST, -70, "May we send you one in three weeks? Twelve pages, and I am afraid that six are about us."),
        say(CO_OPERATIVE, -70, "Then it will be six pages when it comes back. Yes, please."),
        say(
            TRUST,
            -41,
            """
            It came back at five. For others: the best mark was a question beside our first figure, “says who?”.
            """,
            useful=(CO_OPERATIVE, NOTTINGHAM, SHEFFIELD),
        ),
    ),
)

PAYROLL = Talk(
    name="payroll-saving",
    board="finance",
    title="Saving with a credit union from the payslip: how did you get staff to join?",
    themes=(Theme.FINANCE,),
    about=(lg("credit-union-support"), cs("credit-union"), precedent("glasgow-scotcash")),
    lines=(
        say(
            HOSPITAL,
            -18,
            """
            The hospital has offered saving from the payslip for a year. Nineteen people joined, and I know all
            nineteen. The credit union is patient, but it can't live on that. What did others do?
            """,
        ),
        say(
            LIVERPOOL,
            -17,
            """
            We stopped writing about saving and began to write about the washing machine. Loans that are paid back
            from the payslip were what people came for. The saving came with it.
            """,
            useful=(HOSPITAL, LEEDS),
        ),
        say(
            GLASGOW,
            -17,
            """
            {lg:credit-union-support} lists what a large employer can give beside the payroll: rent-free space,
            marketing, deferred shares. Space did it for us. One desk by the canteen on pay day.

            And {p:glasgow-scotcash} is the reminder that advice with each loan matters as much as the rate.
            """,
            useful=(HOSPITAL,),
        ),
        say(
            SHEFFIELD,
            -16,
            """
            Whatever you do, back one that is there. The same entry says that running a council's own lending brand is
            far riskier, and I would not wish it on you.
            """,
        ),
        say(HOSPITAL, -9, "The desk opens on the twenty-eighth. I will say how many sat down at it."),
    ),
)

TALKS = (INTEREST, BOND, LOAN, READING, PAYROLL)

from django.urls import path

from payments.views import contracts, money, payroll

app_name = "payments"

urlpatterns = [
    path("sopimukset/", contracts.contracts, name="contracts"),
    path("sopimukset/<slug:slug>/", contracts.contract, name="contract"),
    path("sopimukset/<slug:slug>/allekirjoita/", contracts.sign, name="contract-sign"),
    path("sopimukset/<slug:slug>/muutos/", contracts.comment, name="contract-comment"),
    path("sopimukset/<slug:slug>/peru-suostumus/", contracts.undo, name="contract-undo"),
    path("sopimukset/<slug:slug>/pankin-allekirjoitus/", contracts.bank_sign, name="contract-bank-sign"),
    path("sopimukset/<slug:slug>/puhelin/", contracts.phone, name="contract-phone"),
    path("sopimukset/<slug:slug>/uusi/", contracts.recompose, name="contract-recompose"),
    path("sopimukset/<slug:slug>/pdf/", contracts.pdf, name="contract-pdf"),
    path("sopimukset/<slug:slug>/kokonaan/", contracts.whole, name="contract-whole"),
    path("palkkiot/", money.my_money, name="my-money"),
    path("palkkiot/ilman-verokorttia/", money.card_choice, name="card-choice"),
    path("laskelmat/<slug:slug>/", money.payslip, name="payslip"),
    path("laskelmat/<slug:slug>/pdf/", money.payslip_pdf, name="payslip-pdf"),
    path("laskelmat/<slug:slug>/palautui/", money.returned, name="payslip-returned"),
    path("laskelmat/<slug:slug>/kokonaan/", money.whole, name="payslip-whole"),
    path("palkkioiden-tila/", money.fees, name="fees"),
    path("palkka-ajot/", payroll.batches, name="batches"),
    path("palkka-ajot/uusi/", payroll.preview, name="batch-preview"),
    path("palkka-ajot/laadi/", payroll.draw, name="batch-draw"),
    path("palkka-ajot/<slug:slug>/", payroll.batch, name="batch"),
    path("palkka-ajot/<slug:slug>/hyvaksy/", payroll.approve, name="batch-approve"),
    path("palkka-ajot/<slug:slug>/pura/", payroll.discard, name="batch-discard"),
    path("palkka-ajot/<slug:slug>/peru/", payroll.recall, name="batch-recall"),
    path("palkka-ajot/<slug:slug>/aineisto/", payroll.write, name="batch-write"),
    path("palkka-ajot/<slug:slug>/aineisto/hylatty/", payroll.refuse, name="batch-refuse"),
    path("palkka-ajot/<slug:slug>/lahetetty/", payroll.sent, name="batch-sent"),
    path("palkka-ajot/<slug:slug>/maksettu/", payroll.settle, name="batch-settle"),
    path("palkka-ajot/<slug:slug>/maksuaineisto.xml", payroll.bank_file, name="bank-file"),
    path("palkka-ajot/<slug:slug>/luettelo/", payroll.manifest, name="batch-manifest"),
    path("palkkiot/<slug:slug>/", payroll.fee, name="fee"),
    path("palkkiot/<slug:slug>/vapauta/", payroll.release, name="fee-release"),
    path("palkkiot/<slug:slug>/korjaa/", payroll.correct, name="fee-correct"),
]

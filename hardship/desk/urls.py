"""The desk's own pages. Each asks for a log-in as the admin's do."""

from django.contrib import admin
from django.urls import path, re_path

from .annual import annual, annual_file
from .areas import area
from .bank import acts as bank_acts
from .bank.page import bank_answer, bank_file
from .blanks import blank_file, blanks
from .budgets.acts import budget_carry, budget_enter, budget_new, budget_recount
from .budgets.line import budget_page
from .budgets.overview import budgets
from .figures import figure_page
from .files.acts import file_recuse, file_reveal, file_step
from .files.attachments import attachment, file_attachments
from .files.consents import file_consents
from .files.form import file_edit, file_new, file_verdict, known
from .files.keeping import file_disposal
from .files.likeness import likeness, likenesses
from .files.page import file_page, story_page
from .files.worklists import worklist, worklist_begin, worklist_look, worklist_print, worklists
from .find import find
from .goods.count import count_page, count_print, counting, sheet_print
from .goods.receive import correct, receive
from .goods.store import receipt_page, store
from .imports import acts, downloads, learned
from .imports.page import set_page, set_standing
from .imports.receiving import imports
from .jobs import cancel_job, job_file, job_page, job_standing
from .notices import acts as notice_acts
from .notices.aid import notice_aid
from .notices.listing import notices
from .notices.new import notice_edit, notice_new
from .notices.page import notice_page
from .prints import file_print, files_print
from .referrals.acts import referral_step
from .referrals.listing import referrals
from .referrals.new import referral_edit, referral_new
from .referrals.page import referral_page
from .referrals.prints import referral_print
from .regular import month_acts, roster_acts
from .regular.add import regular_add
from .regular.aid import aid_act, aid_page
from .regular.listing import regular
from .regular.month import month_page
from .regular.new import regular_new
from .regular.prints import month_sign_for
from .regular.roster import roster_page
from .relief import acts as relief_acts
from .relief import entry as relief_entry
from .relief.entry_list import relief_change, relief_new
from .relief.listing import lists
from .relief.page import list_page
from .relief.prints import sign_for, vouchers
from .reports import report_file, report_page, report_whole, reports
from .today import today
from .visits import visit_correct, visit_new, visit_page, visit_print

app_name = "desk"
page = admin.site.admin_view

urlpatterns = [
    path("", page(today), name="today"),
    path("figures/<str:code>/", page(figure_page), name="figure"),
    path("find/", page(find), name="find"),
    path("files/<int:pk>/", page(file_page), name="file"),
    path("files/<int:pk>/story/", page(story_page), name="file_story"),
    path("files/<int:pk>/step/<slug:code>/", page(file_step), name="file_step"),
    path("files/<int:pk>/reveal/", page(file_reveal), name="file_reveal"),
    path("files/<int:pk>/recuse/", page(file_recuse), name="file_recuse"),
    path("files/<int:pk>/disposal/", page(file_disposal), name="file_disposal"),
    path("files/new/", page(file_new), name="file_new"),
    path("files/known/", page(known), name="known"),
    path("files/verdict/", page(file_verdict), name="file_verdict"),
    path("files/<int:pk>/edit/", page(file_edit), name="file_edit"),
    path("files/<int:pk>/attachments/", page(file_attachments), name="file_attachments"),
    path("files/<int:pk>/attachments/<slug:key>/", page(attachment), name="attachment"),
    path("files/<int:pk>/consents/", page(file_consents), name="file_consents"),
    path("files/alike/", page(likenesses), name="likenesses"),
    path("files/alike/<int:pk>/", page(likeness), name="likeness"),
    path("files/lists/", page(worklists), name="worklists"),
    path("files/lists/new-line/look/", page(worklist_look), name="worklist_look"),
    path("files/lists/reexamination/begin/", page(worklist_begin), name="worklist_begin"),
    path("files/lists/<slug:slug>/", page(worklist), name="worklist"),
    path("files/lists/<slug:slug>/print/", page(worklist_print), name="worklist_print"),
    path("files/lists/<slug:slug>/xlsx/", page(worklist_print), {"form": "xlsx"}, name="worklist_xlsx"),
    path("files/<int:pk>/visits/new/", page(visit_new), name="visit_new"),
    path("files/<int:pk>/visits/<int:visit>/", page(visit_page), name="visit"),
    path("files/<int:pk>/visits/<int:visit>/correct/", page(visit_correct), name="visit_correct"),
    path("files/<int:pk>/visits/<int:visit>/print/", page(visit_print), name="visit_print"),
    path("notices/", page(notices), name="notices"),
    path("notices/new/", page(notice_new), name="notice_new"),
    path("notices/<int:pk>/", page(notice_page), name="notice"),
    path("notices/<int:pk>/edit/", page(notice_edit), name="notice_edit"),
    path("notices/<int:pk>/aid/", page(notice_aid), name="notice_aid"),
    path("notices/<int:pk>/take-down-early/", page(notice_acts.take_down_early), name="notice_down_early"),
    path("notices/<int:pk>/print/", page(notice_acts.notice_print), name="notice_print"),
    path("notices/<int:pk>/post/", page(notice_acts.post), name="notice_post"),
    path("notices/<int:pk>/discard/", page(notice_acts.discard), name="notice_discard"),
    path("notices/<int:pk>/proof/", page(notice_acts.prove), name="notice_proof"),
    path("notices/<int:pk>/take-down/", page(notice_acts.take_down), name="notice_down"),
    path("notices/<int:pk>/objections/", page(notice_acts.object_to), name="notice_object"),
    path("notices/<int:pk>/objections/<int:objection>/", page(notice_acts.answer), name="notice_answer"),
    path("notices/<int:pk>/lines/<int:line>/leave-out/", page(notice_acts.leave_out), name="notice_leave_out"),
    path("files/<int:pk>/print/", page(file_print), name="file_print"),
    path("files/print/", page(files_print), name="files_print"),
    path("budgets/", page(budgets), name="budgets"),
    path("budgets/new/", page(budget_new), name="budget_new"),
    path("budgets/<int:pk>/", page(budget_page), name="budget"),
    path("budgets/<int:pk>/enter/", page(budget_enter), name="budget_enter"),
    path("budgets/<int:pk>/recount/", page(budget_recount), name="budget_recount"),
    path("budgets/<int:pk>/carry-over/", page(budget_carry), name="budget_carry"),
    path("goods/", page(store), name="goods"),
    path("goods/receive/", page(receive), name="goods_receive"),
    path("goods/count/", page(counting), name="goods_count"),
    path("goods/count/sheet/", page(sheet_print), name="stock_sheet"),
    path("goods/counts/<int:pk>/", page(count_page), name="stock_count"),
    path("goods/counts/<int:pk>/print/", page(count_print), name="stock_count_print"),
    path("goods/<int:pk>/", page(receipt_page), name="receipt"),
    path("goods/<int:pk>/correct/", page(correct), name="receipt_correct"),
    path("relief/lists/", page(lists), name="relief_lists"),
    path("relief/lists/new/", page(relief_new), name="relief_new"),
    path("relief/lists/<int:pk>/", page(list_page), name="relief_list"),
    path("relief/lists/<int:pk>/change/", page(relief_change), name="relief_change"),
    path("relief/lists/<int:pk>/entry/", page(relief_entry.entry), name="relief_entry"),
    path("relief/lists/<int:pk>/entry/find/", page(relief_entry.entry_find), name="relief_entry_find"),
    path("relief/lists/<int:pk>/entry/look/", page(relief_entry.entry_look), name="relief_entry_look"),
    path("relief/lists/<int:pk>/entry/person/", page(relief_entry.entry_person), name="relief_entry_person"),
    path("relief/lists/<int:pk>/entry/save/", page(relief_entry.entry_save), name="relief_entry_save"),
    path("relief/lists/<int:pk>/entry/take-back/", page(relief_entry.entry_take_back), name="relief_entry_take_back"),
    path("relief/lists/<int:pk>/sign-for/", page(sign_for), name="relief_sign_for"),
    path("relief/lists/<int:pk>/vouchers/", page(vouchers), name="relief_vouchers"),
    path("relief/lists/<int:pk>/step/<slug:code>/", page(relief_acts.step), name="relief_step"),
    path("relief/lists/<int:pk>/lines/<int:line>/allow/", page(relief_acts.allow), name="relief_allow"),
    path("relief/lists/<int:pk>/lines/<int:line>/collect/", page(relief_acts.collect), name="relief_collect"),
    path("relief/lists/<int:pk>/lines/<int:line>/fail/", page(relief_acts.fail), name="relief_fail"),
    path("relief/lists/<int:pk>/pay/", page(relief_acts.pay), name="relief_pay"),
    path("relief/lists/<int:pk>/reverse/", page(relief_acts.reverse), name="relief_reverse"),
    path("relief/lists/<int:pk>/supplement/", page(relief_acts.supplement), name="relief_supplement"),
    path("relief/lists/<int:pk>/bank/", page(bank_acts.bank_make), name="bank_make"),
    path("relief/lists/<int:pk>/bank/<int:file>/", page(bank_file), name="bank_file"),
    path("relief/lists/<int:pk>/bank/<int:file>/fetch/", page(bank_acts.bank_fetch), name="bank_fetch"),
    path("relief/lists/<int:pk>/bank/<int:file>/withdraw/", page(bank_acts.bank_withdraw), name="bank_withdraw"),
    path("relief/lists/<int:pk>/bank/<int:file>/answers/", page(bank_acts.bank_bring), name="bank_bring"),
    path("relief/lists/<int:pk>/bank/<int:file>/answers/<int:answer>/", page(bank_answer), name="bank_answer"),
    path(
        "relief/lists/<int:pk>/bank/<int:file>/answers/<int:answer>/confirm/",
        page(bank_acts.bank_confirm),
        name="bank_confirm",
    ),
    path(
        "relief/lists/<int:pk>/bank/<int:file>/answers/<int:answer>/put-away/",
        page(bank_acts.bank_put_away),
        name="bank_put_away",
    ),
    path("regular/", page(regular), name="regular"),
    path("regular/new/", page(regular_new), name="regular_new"),
    path("regular/<int:pk>/", page(roster_page), name="regular_roster"),
    path("regular/<int:pk>/add/", page(regular_add), name="regular_add"),
    path("regular/<int:pk>/submit/", page(roster_acts.submit), name="regular_submit"),
    path("regular/<int:pk>/take-back/", page(roster_acts.take_back), name="regular_take_back"),
    path("regular/<int:pk>/approval/", page(roster_acts.record_approval), name="regular_record_approval"),
    path("regular/<int:pk>/take-off/", page(roster_acts.take_off), name="regular_take_off"),
    path("regular/<int:pk>/propose/", page(roster_acts.propose), name="regular_propose"),
    path("regular/people/<int:pk>/", page(aid_page), name="regular_aid"),
    path("regular/people/<int:pk>/<slug:code>/", page(aid_act), name="regular_aid_act"),
    path("regular/lists/<int:pk>/", page(month_page), name="regular_list"),
    path("regular/lists/<int:pk>/approve/", page(month_acts.approve), name="regular_approve"),
    path("regular/lists/<int:pk>/send-back/", page(month_acts.send_back), name="regular_send_back"),
    path("regular/lists/<int:pk>/discard/", page(month_acts.discard), name="regular_discard"),
    path("regular/lists/<int:pk>/pay/", page(month_acts.pay), name="regular_pay"),
    path("regular/lists/<int:pk>/came-back/", page(month_acts.returned), name="regular_returned"),
    path("regular/lists/<int:pk>/sign-for/", page(month_sign_for), name="regular_sign_for"),
    path("referrals/", page(referrals), name="referrals"),
    path("referrals/<int:pk>/", page(referral_page), name="referral"),
    path("referrals/<int:pk>/edit/", page(referral_edit), name="referral_edit"),
    path("referrals/<int:pk>/print/", page(referral_print), name="referral_print"),
    path("referrals/<int:pk>/step/<slug:code>/", page(referral_step), name="referral_step"),
    path("files/<int:pk>/referrals/new/", page(referral_new), name="referral_new"),
    path("reports/", page(reports), name="reports"),
    path("reports/<slug:slug>/", page(report_page), name="report"),
    path("reports/<slug:slug>/whole/", page(report_whole), name="report_whole"),
    re_path(r"^reports/(?P<slug>[-\w]+)/(?P<form>pdf|xlsx|json|html)/$", page(report_file), name="report_file"),
    path("work/<slug:slug>/", page(area), name="area"),
    path("annual/", page(annual), name="annual"),
    re_path(r"^annual/(?P<form>pdf|xlsx)/$", page(annual_file), name="annual_file"),
    path("imports/", page(imports), name="imports"),
    path("imports/headings/", page(learned.headings), name="headings"),
    path("imports/headings/<int:pk>/forget/", page(learned.forget), name="heading_forget"),
    path("imports/<int:pk>/", page(set_page), name="import_set"),
    path("imports/<int:pk>/standing/", page(set_standing), name="import_standing"),
    path("imports/<int:pk>/stop/", page(acts.stop), name="import_stop"),
    path("imports/<int:pk>/try/", page(acts.try_again), name="import_try"),
    path("imports/<int:pk>/import/", page(acts.import_set), name="import_do"),
    path("imports/<int:pk>/put-away/", page(acts.put_away), name="import_put_away"),
    path("imports/<int:pk>/take-back/", page(acts.take_set_back), name="import_take_back"),
    path("imports/<int:pk>/<int:file>/take-back/", page(acts.take_file_back), name="import_file_take_back"),
    path("imports/<int:pk>/<int:file>/kinds/", page(acts.say_kinds), name="import_kinds"),
    path("imports/<int:pk>/<int:file>/headings/", page(acts.say_headings), name="import_headings"),
    path("imports/<int:pk>/<int:file>/answers/", page(acts.answer), name="import_answers"),
    path("imports/<int:pk>/<int:file>/original/", page(downloads.original), name="import_original"),
    path("imports/<int:pk>/<int:file>/marked/", page(downloads.marked), name="import_marked"),
    path("imports/templates/", page(blanks), name="blanks"),
    path("imports/templates/<slug:kind>/", page(blank_file), name="blank_file"),
    path("jobs/<int:pk>/", page(job_page), name="job"),
    path("jobs/<int:pk>/standing/", page(job_standing), name="job_standing"),
    path("jobs/<int:pk>/cancel/", page(cancel_job), name="job_cancel"),
    path("jobs/<int:pk>/file/", page(job_file), name="job_file"),
]

from django.urls import path

from nexus.commerce.documents.rest.views import DocumentDetail, DocumentPdf, OrderInvoices

urlpatterns = [
    path("orders/<uuid:order_id>/invoices/", OrderInvoices.as_view()),
    path("documents/<uuid:document_id>/", DocumentDetail.as_view()),
    path("documents/<uuid:document_id>/pdf/", DocumentPdf.as_view()),
]

from django.urls import path

from nexus.kernel.taxonomy.rest.views import CategoryDetail, CategoryList

urlpatterns = [
    path("categories/", CategoryList.as_view()),
    path("categories/<int:category_id>/", CategoryDetail.as_view()),
]
